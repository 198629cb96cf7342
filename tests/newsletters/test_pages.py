"""The archive: the same for everybody, by year and language, found and shared."""

import io
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from courses.models import CoursePage
from newsletters.blocks import ButtonBlock, PersonBlock, StoryBlock
from newsletters.models import NewsletterIssuePage
from newsletters.parts import read_parts
from sdgs.models import Goal
from tests.factories.courses import NOW, course_page, make_course, make_provider, make_run
from tests.factories.issues import (
    block,
    button,
    course_block,
    make_archive,
    make_issue,
    make_picture,
    story,
)
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    caches["renditions"].clear()  # of files in another test's folder


@pytest.fixture
def goal():
    return Goal.objects.create(number=11, title="Cities", short_title="Cities", color="#fd9d24")


@pytest.mark.parametrize("kind", ["archive", "issue", "feed"])
def test_a_public_page_sets_no_cookie_and_costs_no_query_the_second_time(
    kind, client, django_assert_num_queries
):
    issue = make_issue()
    addresses = {
        "archive": make_archive().url,
        "issue": issue.url,
        "feed": "/en/newsletter/feed/",
    }
    first = client.get(addresses[kind])

    with django_assert_num_queries(0):
        second = client.get(addresses[kind])

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert not first.cookies
    assert "cookie" not in first.get("Vary", "").lower()


def test_an_issue_names_nobody_and_carries_no_token(client):
    user = User.objects.create_user("rina@example.org", "a-long-password", name="Rina K")
    client.force_login(user)

    text = client.get(make_issue().url).content.decode()

    assert "Rina" not in text
    assert "rina@" not in text
    assert "csrf" not in text.lower()
    assert "\ue000" not in text


def test_the_archive_shows_the_issues_of_its_language_by_year(client):
    make_issue(title="Old news", month=date(2026, 11, 3))
    make_issue(title="New news", month=date(2027, 1, 3))
    make_issue("ko", title="새 소식", month=date(2027, 1, 3))
    make_issue(title="A draft", live=False)

    text = client.get(make_archive().url).content.decode()

    assert text.index(">2027<") < text.index("New news") < text.index(">2026<")
    assert text.index(">2026<") < text.index("Old news")
    assert "새 소식" not in text
    assert "A draft" not in text


def test_an_archive_without_issues_says_so(client):
    text = client.get(make_archive().url).content.decode()

    assert "No issue has come out in this language yet" in text


def test_the_feed_of_a_language_holds_its_own_issues_with_absolute_addresses(client, settings):
    issue = make_issue(title="Streets & squares")
    make_issue("ko", title="거리")

    english = client.get("/en/newsletter/feed/").content.decode()
    korean = client.get("/ko/newsletter/feed/").content.decode()

    assert "Streets &amp; squares" in english
    assert f"{settings.LMS_SITE_URL}{issue.url}" in english
    assert "거리" in korean
    assert "거리" not in english


def test_what_is_pasted_from_a_document_breaks_no_feed(client):
    make_issue(title="Streets\x0b\x02 and squares", lead="Parks\x1f")

    answer = client.get("/en/newsletter/feed/")

    assert answer.status_code == 200
    assert "and squares" in answer.content.decode()


def test_a_shared_issue_has_a_card_with_its_own_picture(client, goal, settings):
    course = make_course(lessons=(1,))
    page = course_page(course)
    page.goals.add(goal)
    page.save()
    issue = make_issue(title="Cities", body=[course_block(page)])

    text = client.get(issue.url).content.decode()

    card = text.partition('property="og:image" content="')[2].partition('"')[0]
    assert card.startswith(settings.LMS_SITE_URL)
    name = urlsplit(card).path.removeprefix(settings.MEDIA_URL)
    with default_storage.open(name) as file:
        assert Image.open(io.BytesIO(file.read())).size == (1200, 630)
    assert f'property="og:url" content="{settings.LMS_SITE_URL}{issue.url}"' in text
    assert 'type="application/rss+xml"' in text


def test_an_issue_is_found_by_search_and_stands_in_the_sitemap(client):
    issue = make_issue(title="Gardens on every roof")
    make_provider()  # and with it the catalogue

    found = client.get("/en/search/?q=gardens", follow=True).content.decode()
    sitemap = client.get("/sitemap.xml").content.decode()

    assert issue.url in found
    assert issue.url in sitemap


def test_a_search_that_finds_no_issue_says_nothing_of_the_newsletter(client):
    make_issue(title="Gardens on every roof")
    make_provider()

    assert "found-issues" not in client.get("/en/search/?q=bridge", follow=True).content.decode()


def test_all_words_of_all_blocks_can_be_translated():
    picture = make_picture()
    course = course_page(make_course(lessons=(1,)))
    words = ["Title", "Subject", "Preview", "Lead", "Story", "Told", "Alt", "Press", "Of a course"]
    words += ["Nadia", "Mayor", "She", "Portrait", "Running", "Drawing", "Below", "Go on", "Plain"]
    issue = make_issue(
        title="Title",
        subject="Subject",
        preheader="Preview",
        lead="Lead",
        plain_text="Plain",
        body=[
            story("Story", text="<p>Told</p>", picture=picture.pk, alt_text="Alt", button="Press"),
            course_block(course, text="<p>Of a course</p>"),
            block(
                "person",
                {"name": "Nadia", "role": "Mayor", "text": "<p>She</p>", "picture": picture.pk}
                | {"alt_text": "Portrait"},
            ),
            block("text", "<p>Running</p>"),
            block("image", {"image": picture.pk, "alt_text": "Drawing", "caption": "Below"}),
            button("Go on", page=course.pk),
            block("divider", None),
        ],
    )

    source, _ = TranslationSource.get_or_create_from_instance(issue)

    segments = StringSegment.objects.filter(source=source).select_related("string")
    assert {segment.string.data for segment in segments} == set(words)


def test_a_translated_issue_keeps_blocks_month_and_address():
    issue = make_issue(month=date(2027, 1, 1))
    make_archive("ko")
    source, _ = TranslationSource.get_or_create_from_instance(issue)
    korean = Locale.objects.get(language_code="ko")
    Translation.objects.create(source=source, target_locale=korean)

    source.create_or_update_translation(korean, fallback=True)

    translated = NewsletterIssuePage.objects.get(locale=korean)
    assert translated.translation_key == issue.translation_key
    assert translated.slug == issue.slug
    assert translated.month == issue.month
    assert [each["id"] for each in translated.body.raw_data] == [
        each["id"] for each in issue.body.raw_data
    ]


def test_any_day_of_a_month_means_the_month():
    assert make_issue(month=date(2027, 3, 18)).month == date(2027, 3, 1)


def values(kind, **fields):
    return kind.to_python({**story()["value"], "title": "T", **fields})


def errors_of(kind, value):
    with pytest.raises(ValidationError) as caught:
        kind.clean(value)
    return {name: error.message for name, error in caught.value.block_errors.items()}


def test_a_picture_of_a_lesson_is_refused_beside_its_field_and_never_shown():
    lessons = make_picture(collection=make_provider().lesson_collection)
    kind = StoryBlock()

    errors = errors_of(kind, values(kind, picture=lessons.pk, alt_text="A plan"))

    assert "belongs to lessons" in errors["picture"]
    issue = make_issue(body=[story(picture=lessons.pk, alt_text="A plan")])
    assert read_parts(issue)[0].picture is None


def test_a_picture_without_words_is_refused_beside_its_words():
    kind = PersonBlock()
    fields = {
        "name": "Nadia",
        "role": "",
        "text": "",
        "alt_text": " ",
        "picture": make_picture().pk,
    }

    assert errors_of(kind, kind.to_python(fields)) == {"alt_text": "Say what the picture shows."}


def test_a_link_leads_to_one_place():
    page = make_issue()
    kind = StoryBlock()
    both = values(kind, page=page.pk, url="https://example.org/")
    neither = ButtonBlock().to_python({"label": "Go", "page": None, "url": ""})

    assert "one of the two" in errors_of(kind, both)["url"]
    assert "page" in errors_of(ButtonBlock(), neither)
    assert "page" in errors_of(kind, values(kind, button="Go"))


def test_a_course_is_told_as_it_was_when_the_issue_came_out():
    course = make_course(lessons=(1,))
    make_run(
        course,
        opens_at=NOW - timedelta(days=400),
        closes_at=NOW - timedelta(days=361),
        starts_at=NOW - timedelta(days=360),
        ends_at=NOW - timedelta(days=340),
    )
    page = course_page(course)
    then = make_issue(body=[course_block(page)], first_published_at=NOW - timedelta(days=380))
    now = make_issue(body=[course_block(page)], first_published_at=NOW)

    (told,) = read_parts(then)
    (later,) = read_parts(now)

    assert "Enroll until 24 January 2026" in told.facts
    assert "Ended" in later.facts


def test_a_course_that_is_no_longer_live_is_left_out_with_its_lines():
    page = course_page(make_course(lessons=(1,)))
    lines = block("divider", None), block("divider", None)
    issue = make_issue(body=[story(), lines[0], course_block(page), lines[1]])
    CoursePage.objects.filter(pk=page.pk).update(live=False)

    assert [part.kind for part in read_parts(issue)] == ["story"]


def test_one_button_of_an_issue_is_filled():
    page = make_issue()
    first, second = button("Go", page=page.pk), button("Or here", page=page.pk)

    parts = read_parts(make_issue(body=[story(), first, second]))

    assert [part.is_first for part in parts] == [False, True, False]


def test_every_kind_of_block_is_shown(client):
    picture = make_picture()
    page = course_page(make_course(lessons=(1,), title="Reading a street"))
    person = {"name": "Nadia", "role": "Mayor", "text": "<p>Walks.</p>"}
    issue = make_issue(
        body=[
            story(
                "News", picture=picture.pk, alt_text="A street at noon", url="https://example.org/"
            ),
            course_block(page, is_large=True),
            block("divider", None),
            block("person", {**person, "picture": picture.pk, "alt_text": "Nadia laughing"}),
            block("text", "<h2>Dates</h2><p>Soon.</p>"),
            block("image", {"image": picture.pk, "alt_text": "A map", "caption": "Of the market"}),
            button("See all", page=page.pk),
        ]
    )

    text = client.get(issue.url).content.decode()

    shown = ["News", "A street at noon", "Reading a street", "See the course", "Nadia", "Mayor"]
    shown += ["Nadia laughing", "Walks.", "Dates", "A map", "Of the market", "See all", "<hr>"]
    for words in shown:
        assert words in text, words


def test_the_pictures_of_an_issue_are_served_to_everybody_and_kept(client):
    picture = make_picture()
    issue = make_issue(body=[story(picture=picture.pk, alt_text="A street")])
    shown = read_parts(issue)[0].picture.url

    answer = client.get(shown)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)
    answer.close()


@pytest.mark.parametrize("name", ["images/none.png", "documents/a.pdf", "lessons/a.png", "plans/"])
def test_what_is_no_public_picture_has_no_address(name, client):
    assert client.get(f"/media/{name}").status_code == 404


def test_no_address_leads_out_of_the_folder(client):
    assert client.get("/media/images/../../db.sqlite3").status_code in {400, 404}
    assert client.get("/media/images/%2e%2e/%2e%2e/db.sqlite3").status_code in {400, 404}
