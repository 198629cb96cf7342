"""What the overview says is missing: each with the way to where it is mended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import LessonPage, ModulePage, ProviderPage
from studio.moderation import SubmissionRefused, submit
from studio.overview import read_overview
from tests.factories.courses import (
    NOW,
    add_lesson,
    course_page,
    key_of,
    make_course,
    make_course_index,
    make_provider,
    make_run,
    text_block,
)
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    make_course_index("ko")
    return make_provider()


@pytest.fixture
def author(provider):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(provider.author_group)
    return user


@pytest.fixture
def course(provider):
    return make_course(lessons=(2,), provider=provider)


def advice(course):
    found = read_overview(course, at=NOW).missing
    return {(item.title, item.text): item.url for item in found if not item.is_blocking}


def write_draft(course, *blocks, title="Shade"):
    module = ModulePage.objects.descendant_of(course_page(course)).first()
    lesson = add_lesson(module, title=title, live=False)
    lesson.body = list(blocks)
    lesson.save_revision()
    return lesson


def test_advice_leads_to_the_block(course, author, client):
    text = text_block('<p><a href="https://example.org/">here</a></p>')
    lesson = write_draft(course, text)
    client.force_login(author)

    page = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()

    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert f'href="{address}#block-{text["id"]}-section"' in page
    assert "Block 1, Text" in page
    assert "does not say where it leads" in page


def test_what_stops_leads_to_the_block_on_the_page_to_publish_too(course, author, client):
    text = text_block('<p><a linktype="page" id="999999">The plan</a></p>')
    lesson = write_draft(course, text)
    client.force_login(author)

    page = client.get(reverse("studio:course-publish", args=[course.pk])).content.decode()

    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert f'href="{address}#block-{text["id"]}-section"' in page


def test_advice_without_end_is_folded_and_what_stops_is_not(course):
    links = '<p><a href="https://example.org/">here</a></p>' * 20
    write_draft(course, text_block(links))
    dead = '<p><a linktype="page" id="999999">Plan</a></p>'
    for number in range(3):
        write_draft(course, text_block(dead), title=f"Noon {number}")

    read = read_overview(course, at=NOW)

    assert read.blocking_count == 3
    assert all(item.is_blocking for item in read.first_missing[:3])
    assert len(read.first_missing) == 8
    assert len(read.first_missing) + len(read.more_missing) == len(read.missing)


def test_a_run_that_starts_before_it_opens_is_named(course):
    run = make_run(course, opens_at=NOW + timedelta(days=5), starts_at=NOW + timedelta(days=2))
    make_run(course)
    make_run(course, opens_at=NOW - timedelta(days=50), starts_at=NOW - timedelta(days=60),
             ends_at=NOW - timedelta(days=40))  # fmt: skip

    found = {title: url for (title, _text), url in advice(course).items()}

    assert found[str(run)] == reverse("runs:edit", args=[run.pk]) + "#id_opens_at"
    assert len([url for url in found.values() if "/runs/" in url]) == 1


@pytest.mark.parametrize(
    ("changes", "is_named"),
    [
        ({}, True),
        ({"starts_at": None, "closes_at": NOW + timedelta(days=9)}, True),
        ({"starts_at": None}, False),
        ({"is_always_open": True}, False),
        ({"enrollment_mode": "CLOSED"}, False),
    ],
)
def test_a_run_in_which_nobody_can_enroll_for_want_of_a_date_is_named(course, changes, is_named):
    dates = {"opens_at": None, "ends_at": None, "starts_at": NOW + timedelta(days=2)}
    run = make_run(course, **{**dates, **changes})

    texts = [text for title, text in advice(course) if title == str(run)]

    assert bool(texts) == is_named
    assert all("no date says when enrollment opens" in text for text in texts)


def test_a_run_that_promises_a_language_without_a_page_is_named(course):
    run = make_run(course, languages=["en", "ko"])

    found = {title: (text, url) for (title, text), url in advice(course).items()}

    text, url = found[str(run)]
    assert "It promises" in text
    assert url == reverse("runs:edit", args=[run.pk])


def test_a_lesson_that_is_missing_in_a_promised_language_is_named(course, provider):
    source = course_page(course)
    place = ProviderPage.objects.get(key_of(provider), locale__language_code="ko")
    korean = source.copy_for_translation(place.locale)
    module = ModulePage.objects.descendant_of(source).get()
    there = module.copy_for_translation(place.locale)
    first, second = LessonPage.objects.descendant_of(source).order_by("path")
    first.copy_for_translation(place.locale)

    found = {text: url for (title, text), url in advice(course).items() if title == "한국어"}

    assert found == {
        f"Not there in this language yet: {second.title}. Learners read them in the original.": (
            reverse("wagtailadmin_explore", args=[korean.pk])
        )
    }
    assert there.get_parent().pk == korean.pk


def test_a_course_that_nobody_could_complete_is_not_submitted(course, author):
    for lesson in LessonPage.objects.all():
        lesson.is_required = False
        lesson.save_revision()

    read = read_overview(course, at=NOW)

    assert [item.text for item in read.missing if item.is_blocking] == [
        "Nothing that counts is left: nobody could ever complete the course. "
        "Make a lesson required, or choose another rule."
    ]
    with pytest.raises(SubmissionRefused, match="nobody could ever complete"):
        submit(course, by=author)
