"""What stops an issue, and what a careful colleague would only mention."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.links import is_dead
from courses.models import CoursePage
from mail.slots import slot
from newsletters.checks import find_problems, stops_publication
from newsletters.models import NewsletterIssuePage
from tests.factories.courses import course_page, make_course, make_provider, make_run
from tests.factories.issues import (
    block,
    button,
    course_block,
    make_archive,
    make_issue,
    make_picture,
    story,
)
from tests.factories.newsletters import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def stops(page):
    return [f"{each.title}: {each.text}" for each in find_problems(page) if each.is_blocking]


def advice(page):
    return [each.text for each in find_problems(page) if not each.is_blocking]


def test_a_good_issue_is_not_stopped_and_names_the_languages_that_it_lacks():
    issue = make_issue()
    make_issue("ko", translation_key=issue.translation_key, live=False)

    assert stops(issue) == []
    assert len(advice(issue)) == 6
    assert "한국어: the translation is not published yet." in advice(issue)
    assert any(text.startswith("日本語: there is no translation") for text in advice(issue))


def test_an_empty_issue_is_stopped():
    assert "Add a block" in stops(make_issue(body=[]))[0]


def test_empty_blocks_are_named_with_the_way_to_them():
    empty = story("")
    issue = make_issue(body=[story(), empty, button(""), block("text", "")])

    problems = [each for each in find_problems(issue) if each.is_blocking]

    titles = [each.title for each in problems]
    assert titles == ["Block 2, Story", "Block 3, Button", "Block 4, Text"]
    edit = reverse("wagtailadmin_pages:edit", args=[issue.pk])
    assert problems[0].url == f"{edit}#block-{empty['id']}-section"
    assert "Title" in problems[0].text


def test_a_picture_without_words_and_one_of_a_lesson_are_stopped():
    picture = make_picture()
    lessons = make_picture(collection=make_provider().lesson_collection)
    issue = make_issue(
        body=[
            story(picture=picture.pk),
            block("image", {"image": lessons.pk, "alt_text": "A plan", "caption": ""}),
        ]
    )

    found = stops(issue)

    assert any("Say what the picture shows" in text for text in found)
    assert any("belongs to lessons" in text for text in found)


def test_dead_links_are_stopped_wherever_they_stand(settings):
    gone = make_issue()
    draft = make_issue(live=False)
    site = settings.LMS_SITE_URL
    issue = make_issue(
        body=[
            story(text=f'<p><a linktype="page" id="{gone.pk}">Gone</a></p>'),
            story(page=draft.pk),
            button("Go", url=f"{site}/en/no-such-page/"),
            block("text", '<p><a href="/xx/nothing">Nothing</a></p>'),
            block("text", '<p><a linktype="document" id="987">File</a></p>'),
            button("Fine", url="https://example.org/"),
            button("Also", url=f"{site}/en/goals/"),
        ]
    )
    gone.delete()

    found = stops(issue)

    assert sum("a page that is not published" in text for text in found) == 2
    assert sum("leads to nothing" in text for text in found) == 2
    assert sum("a file that readers cannot open" in text for text in found) == 1
    assert len(found) == 5


@pytest.mark.parametrize(
    ("address", "dead"),
    [
        ("/en/", False),
        ("/en/newsletters/", False),
        ("/en/newsletters/none/", True),
        ("/ko/newsletters/", True),
        ("/en/goals/", False),
        ("/certificates/", False),
        ("/nothing/", True),
        ("https://example.org/whatever", False),
        ("mailto:us@example.org", False),
    ],
)
def test_an_address_of_ours_is_asked_whether_it_answers(address, dead):
    make_archive()

    assert is_dead(address) is dead


def test_a_course_that_readers_cannot_open_stops_and_one_that_has_ended_is_mentioned():
    make_archive()
    closed, ended = make_course(lessons=(1,)), make_course(lessons=(1,))
    now = timezone.now()
    make_run(ended, starts_at=now - timedelta(days=9), ends_at=now - timedelta(days=2))
    closed_page = course_page(closed)
    issue = make_issue(body=[course_block(closed_page), course_block(course_page(ended))])
    CoursePage.objects.filter(pk=closed_page.pk).update(live=False)

    assert stops(issue) == [
        "Block 1, Course: The course is not published: readers would not see it."
    ]
    assert "The course has ended." in advice(issue)


def test_a_readers_address_and_a_placeholder_have_no_place_in_the_archive():
    make_reader("nadia@example.org")
    issue = make_issue(
        lead="Write to Nadia@example.org or learning@example.org.", title=f"For {slot('name')}"
    )

    found = advice(issue)

    assert any("Nadia@example.org belongs to a reader" in text for text in found)
    assert any("placeholder" in text for text in stops(issue))
    assert not any("learning@" in text for text in found)


def test_a_stranger_who_asks_for_the_newsletter_changes_no_check_of_an_issue():
    make_reader("office@example.org").subscriptions.update(confirmed_at=None)
    issue = make_issue(lead="Write to office@example.org.")

    assert not any("office@" in text for text in [*stops(issue), *advice(issue)])


def test_a_long_subject_and_missing_lines_are_mentioned():
    issue = make_issue(subject="x" * 61, preheader="", lead="")

    texts = " ".join(advice(issue))

    assert "61 characters" in texts
    assert "no preview line" in texts
    assert "no lead" in texts


def test_a_mail_that_programs_would_cut_is_stopped():
    long = "<p>" + "A street is read with the feet. " * 40 + "</p>"
    issue = make_issue(body=[story(f"Story {number}", text=long) for number in range(70)])
    shorter = make_issue(body=[story(f"Story {number}", text=long) for number in range(55)])

    assert any("Some mail programs cut it" in text for text in stops(issue))
    assert not stops_publication(shorter)
    assert any("Some mail programs cut it" in text for text in advice(shorter))


def test_a_translation_is_checked_for_its_way_out_too():
    issue = make_issue()
    make_issue("ko", translation_key=issue.translation_key)

    assert not stops_publication(issue)


def test_what_was_saved_last_is_checked_and_not_what_is_live():
    issue = make_issue()
    issue.body = []
    issue.save_revision()

    draft = NewsletterIssuePage.objects.get(pk=issue.pk).get_latest_revision_as_object()

    assert stops_publication(draft)
