"""An issue under translation: checked, shown, tested and published as what it would become."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, TaskState
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from mail.models import Delivery
from newsletters.actions.starting import start_issue
from newsletters.models import NewsletterIssuePage
from newsletters.translations import write_draft
from tests.factories.courses import course_page, make_course, make_run
from tests.factories.issues import block, make_archive, make_issue, make_picture, story
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db
STORY = "거리를 읽습니다"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def translate(client, original):
    """As somebody does it in the CMS; the page that comes of it."""
    make_archive("ko")
    korean = Locale.objects.get(language_code="ko")
    submit = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
    client.post(submit, {"locales": [korean.pk]})
    pages = NewsletterIssuePage.objects.filter(translation_key=original.translation_key)
    return pages.get(locale=korean)


def fill_in(page, words=None, leave=0):
    """Write the missing strings, all but the last `leave` ones."""
    segments = StringSegment.objects.filter(source__object_id=page.translation_key)
    missing = segments.annotate_translation(page.locale).filter(translation__isnull=True)
    rows = list(missing.order_by("order"))
    for segment in rows[: len(rows) - leave]:
        text = segment.string.data
        StringTranslation.objects.create(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale=page.locale,
            data=(words or {}).get(text, f"한 {text}"),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )


@pytest.fixture
def original(secretary):
    return make_issue(title="News", body=[story("A street is read", text="<p>By foot.</p>")])


@pytest.fixture
def korean(original, client):
    return translate(client, original)


def desk(page):
    return reverse("newsletter-issues:desk", args=[page.pk])


def publish(client, page):
    """The button “Publish in …” of the editor of translations."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = client.post(edit, {"action": "publish"})
    page.refresh_from_db()
    return answer


def read(client, page):
    return client.get(desk(page)).content.decode()


def do(client, page, deed):
    shown = client.post(desk(page), {"deed": deed}, follow=True).content.decode()
    page.refresh_from_db()
    return shown


def test_the_desk_shows_what_the_translation_would_become(korean, client):
    fill_in(korean, {"A street is read": STORY})

    shown = read(client, korean)

    assert '<h1 class="studio-page__title">한 News</h1>' in shown
    assert "A translation from English." in shown
    translation = Translation.objects.get()
    previews = [
        reverse("wagtail_localize:preview_translation", args=[translation.pk]),
        reverse("wagtail_localize:preview_translation", args=[translation.pk, "mail"]),
    ]
    for preview in previews:
        assert f'href="{preview}"' in shown
        assert STORY in client.get(preview).content.decode()


def test_a_test_of_a_translation_is_in_its_language(korean, client):
    fill_in(korean, {"A street is read": STORY})

    client.post(
        reverse("newsletter-issues:test", args=[korean.pk]),
        {"addresses": "nadia@example.org", "key": uuid.uuid4()},
    )

    mail = Delivery.objects.get()
    assert mail.subject == "[Test] 한 News"
    assert STORY in mail.html
    assert STORY in mail.text
    assert not NewsletterIssuePage.objects.get(pk=korean.pk).live


def test_a_missing_string_stops_every_way_to_publish(korean, client):
    fill_in(korean, leave=2)
    write_draft(page=korean, by=make_learner())
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    shown = read(client, korean)
    answers = [
        publish(client, korean),
        client.post(f"{bulk}?id={korean.pk}&next=/cms/", {"include_descendants": ""}),
    ]
    refusal = do(client, korean, "submit")

    assert "2 parts of 5 have no translation: readers would get them in English." in shown
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[korean.pk])}"' in shown
    assert [answer["Location"] for answer in answers] == [desk(korean), desk(korean)]
    assert "It is not submitted" in refusal
    assert not TaskState.objects.exists()
    assert not korean.live


def test_a_finished_translation_is_published_in_its_editor(korean, client):
    fill_in(korean, {"A street is read": STORY})

    publish(client, korean)
    publish(client, korean)

    assert korean.live
    assert korean.title == "한 News"
    assert not korean.has_unpublished_changes
    assert STORY in client.get(korean.url).content.decode()
    assert "It is published in the archive as it is." in read(client, korean)


def test_a_translation_is_submitted_and_approved_with_its_words(korean, client):
    fill_in(korean, {"A street is read": STORY})
    assert "Waits for review" in do(client, korean, "submit")

    answer = publish(client, korean)
    assert answer["Location"] == desk(korean)
    assert not korean.live

    StringTranslation.objects.filter(data=STORY).update(data="더 좋은 말")
    do(client, korean, "approve")

    assert korean.live
    assert korean.body[0].value["title"] == "더 좋은 말"


def test_words_changed_later_wait_beside_the_live_page(korean, client):
    fill_in(korean, {"A street is read": STORY})
    publish(client, korean)
    StringTranslation.objects.filter(data=STORY).update(data="더 좋은 말")

    shown = read(client, korean)
    do(client, korean, "submit")

    assert "Changed" in shown
    assert "Submit for review" in shown
    assert korean.body[0].value["title"] == STORY
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    do(client, korean, "withdraw")
    StringTranslation.objects.filter(data="더 좋은 말").update(data="아직")
    answer = client.post(f"{bulk}?id={korean.pk}&next=/cms/", {"include_descendants": ""})
    assert answer["Location"] == desk(korean)
    korean.refresh_from_db()
    assert korean.body[0].value["title"] == STORY


def test_a_draft_of_the_original_stops_its_translations(secretary, client):
    original = make_issue(title="News", live=False)
    original.save_revision()
    korean = translate(client, original)
    fill_in(korean)

    shown = read(client, korean)
    publish(client, korean)

    assert "English is the original, and it is not published yet: publish it first." in shown
    assert f'href="{desk(original)}"' in shown
    assert "English: the translation is not published yet" not in shown
    assert not korean.live


def test_an_original_that_was_changed_since_is_named(original, korean, client):
    fill_in(korean)
    assert "The original was changed" not in read(client, korean)
    original.lead = "Newer words"
    original.save_revision().publish()

    shown = read(client, korean)

    update = reverse(
        "wagtail_localize:update_translations", args=[Translation.objects.get().source_id]
    )
    assert "The original was changed after this translation took its words." in shown
    assert f'href="{update}"' in shown


def test_words_too_long_for_their_field_stop(korean, client):
    fill_in(korean, {"What is new": "가" * 160})

    assert "Preview line: 160 characters are too many. At most 150 have room." in read(
        client, korean
    )
    publish(client, korean)
    assert not korean.live


def test_mend_it_leads_to_where_a_language_is_added(original, korean, client):
    submit = reverse("wagtail_localize:submit_page_translation", args=[original.pk])

    assert f'<a href="{submit}">' in read(client, original)
    assert f'<a href="{submit}">' in read(client, korean)
    assert f'<a href="{desk(korean)}">Mend it' in read(client, original)


def test_the_editor_of_translations_leads_to_the_desk(korean, client):
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[korean.pk])).content.decode()

    assert f'href="{desk(korean)}"' in edit


def test_the_editor_of_translations_finds_the_picture_of_a_block(secretary, client):
    picture = make_picture()
    address = reverse("wagtailadmin_api:images:detail", args=[picture.pk])

    assert client.get(address).status_code == 200
    assert client.get(reverse("wagtailadmin_api:images:listing")).status_code == 404

    author = make_learner()
    author.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(author)
    theirs = make_picture(collection=make_course(lessons=(1,)).provider.lesson_collection)
    other = reverse("wagtailadmin_api:images:detail", args=[theirs.pk])
    assert client.get(other).status_code == 404


def test_our_own_words_are_in_the_language_of_the_page(secretary, client):
    make_archive()
    course = make_course(lessons=(1,), title="Gardens & “parks” <3")
    now = timezone.now()
    opens = now + timedelta(days=9)
    make_run(
        course, opens_at=opens, starts_at=now + timedelta(days=20), ends_at=now + timedelta(days=40)
    )
    course_page(course)
    issue, _is_new = start_issue(by=secretary, at=now)

    korean = translate(client, issue)

    shown = client.get(
        reverse("wagtail_localize:preview_translation", args=[Translation.objects.get().pk])
    ).content.decode()
    month = date.today()
    assert "Dates" not in shown
    assert "Enrollment for" not in shown
    assert f"{opens.astimezone(timezone.get_default_timezone()).year}년" in shown
    assert f"{month.year}년 {month.month}월" in NewsletterIssuePage.objects.get(pk=korean.pk).title
    assert "Gardens &amp; “parks” &lt;3" in shown


def test_a_date_that_an_editor_wrote_anew_is_the_translators(secretary, client):
    course = make_course(lessons=(1,))
    page = course_page(course)
    link = f'<a linktype="page" id="{page.pk}">Gardens</a>'
    text = f"<h2>Dates</h2><ul><li><b>Soon</b>: Enrollment for {link} opens</li></ul>"
    original = make_issue(title="News", body=[block("text", text)])

    korean = translate(client, original)

    assert list(StringTranslation.objects.values_list("translation_of__data", flat=True)) == [
        "Dates"
    ]
    assert "parts of 5 have no translation" in read(client, korean)
