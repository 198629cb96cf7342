"""When modules open: the pure rule, and every door that asks it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.urls import reverse

from courses.models import CourseRun, LessonPage, MediaDocument, Release
from learning.actions import LessonNotOpen, excuse, record_progress
from learning.models import Enrollment, ResultKind
from learning.release import AT_ONCE, Opening, openings
from learning.standing import read_standing
from quizzes.actions import submit_attempt
from quizzes.models import Attempt
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import do_lesson, lessons_of, make_enrollment, make_learner

from .outlines import lesson, modules
from .walking import address, sign_in

START = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
OUTLINE = modules(a=[lesson("1")], b=[lesson("2")], c=[lesson("3")])
WEEK = timedelta(days=7)


def run_of(release, **fields):
    values = {"time_zone": "Asia/Dhaka", "starts_at": START, **fields}
    return CourseRun(release=release, **values)


def opened(run, **fields):
    return openings(run, OUTLINE, **{"enrolled_at": START, **fields})


# --- the pure rule --------------------------------------------------------------------------


def test_all_at_once_leaves_no_module_for_later():
    assert set(opened(run_of(Release.ALL)).values()) == {AT_ONCE}


def test_weekly_from_the_start_of_the_run_counts_from_it_for_everybody():
    late = START + timedelta(days=3)

    found = opened(run_of(Release.WEEKLY_RUN), enrolled_at=late)

    assert [each.at for each in found.values()] == [None, START + WEEK, START + 2 * WEEK]


def test_weekly_keeps_the_hour_of_the_host_across_a_change_of_its_clock():
    start = datetime(2027, 3, 22, 8, 0, tzinfo=UTC)  # 09:00 in Paris, whose clock changes on 28th

    found = opened(run_of(Release.WEEKLY_RUN, starts_at=start, time_zone="Europe/Paris"))

    assert found["b"].at == datetime(2027, 3, 29, 7, 0, tzinfo=UTC)


def test_weekly_from_the_learner_counts_from_enrolling_but_not_before_the_start():
    early, late = START - timedelta(days=9), START + timedelta(days=3)
    run = run_of(Release.WEEKLY_LEARNER)

    assert opened(run, enrolled_at=early)["b"].at == START + WEEK
    assert opened(run, enrolled_at=late)["b"].at == late + WEEK


def test_weekly_from_the_learner_needs_no_start_of_the_run():
    run = run_of(Release.WEEKLY_LEARNER, starts_at=None, is_always_open=True)

    assert opened(run, enrolled_at=START)["c"].at == START + 2 * WEEK


def test_a_module_without_a_date_opens_with_the_run():
    run = run_of(Release.DATES, release_dates={"c": (START + WEEK).isoformat()})

    found = opened(run)

    assert [each.at for each in found.values()] == [None, None, START + WEEK]


def test_after_the_previous_waits_for_what_is_missing_before_it():
    run = run_of(Release.AFTER_PREVIOUS)

    assert opened(run, missing={"1", "2", "3"}) == {
        "a": AT_ONCE,
        "b": Opening(after="a"),
        "c": Opening(after="b"),
    }
    assert opened(run, missing={"2", "3"})["b"] == AT_ONCE


def test_an_optional_module_lets_nobody_slip_past_a_missing_one():
    outline = modules(a=[lesson("1")], b=[lesson("2", required=False)], c=[lesson("3")])

    found = openings(run_of(Release.AFTER_PREVIOUS), outline, enrolled_at=START, missing={"1", "3"})

    assert found["c"] == Opening(after="a")


def test_what_somebody_has_begun_stays_open_whatever_date_it_is_given():
    run = run_of(Release.DATES, release_dates={"b": (START + 9 * WEEK).isoformat()})

    assert opened(run, begun={"2"})["b"] == AT_ONCE
    assert opened(run_of(Release.AFTER_PREVIOUS), missing={"1"}, begun={"2"})["b"] == AT_ONCE


# --- the doors ------------------------------------------------------------------------------


@pytest.fixture
def enrollment(db):
    """Two modules; the second opens in a week."""
    run = make_run(make_course(lessons=(1, 1)), release=Release.WEEKLY_RUN, time_zone="Asia/Dhaka")
    return make_enrollment(run=run)


@pytest.fixture
def closed(enrollment):
    return lessons_of(enrollment)[1]


@pytest.fixture
def learner(enrollment, client):
    with time_machine.travel(NOW, tick=False):
        sign_in(client, enrollment.learner)
        yield enrollment.learner


def text_of(response):
    return response.content.decode()


def test_the_page_of_a_closed_lesson_says_when_it_opens_in_both_zones(
    enrollment, closed, learner, client
):
    learner.time_zone = "Pacific/Fiji"
    learner.save()

    text = text_of(client.get(address(enrollment, closed)))

    assert "26 January 2027, 21:00 (Fiji), 15:00 (Dhaka)" in text
    assert "A street is read with the feet." not in text
    assert Enrollment.objects.get(pk=enrollment.pk).last_lesson_key is None


def test_it_opens_by_itself_when_the_week_is_over(enrollment, closed, client):
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        sign_in(client, enrollment.learner)
        text = text_of(client.get(address(enrollment, closed)))

    assert "A street is read with the feet." in text


def test_the_route_names_it_without_a_link_and_without_a_date(enrollment, closed, learner, client):
    client.get(address(enrollment, closed))
    text = text_of(client.get(address(enrollment, lessons_of(enrollment)[0])))

    assert "not open yet" in text
    assert text.count("route__stop--here") == 1
    assert text.count(f'href="{address(enrollment, closed)}"') == 1  # "Next", whose page says when
    assert "26 January" not in text


def test_marking_a_closed_lesson_is_refused_and_leads_to_its_page(
    enrollment, closed, learner, client
):
    response = client.post(address(enrollment, closed, "lesson-done"))

    assert response.url == address(enrollment, closed)
    with pytest.raises(LessonNotOpen):
        record_progress(
            enrollment=enrollment,
            lesson_key=closed.key,
            activity_key="",
            kind=ResultKind.LESSON,
            at=NOW,
        )


def test_a_check_of_a_closed_lesson_takes_no_answers(enrollment, closed):
    with pytest.raises(LessonNotOpen):
        submit_attempt(
            enrollment=enrollment,
            lesson_key=closed.key,
            activity_key=closed.activities[1].key,
            answers={},
            language="en",
            at=NOW,
        )
    assert not Attempt.objects.exists()


def test_staff_may_excuse_what_is_closed(enrollment, closed):
    excuse(
        enrollment=enrollment,
        activities=[(closed.key, "")],
        reason="Ill",
        by=make_learner(),
        at=NOW,
    )

    assert read_standing(Enrollment.objects.get(pk=enrollment.pk)).progress.excused


def test_whoever_has_done_all_that_is_open_hears_when_it_goes_on(enrollment, learner, client):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    resumed = client.get(reverse("learning:resume", args=[enrollment.run.slug]), follow=True)
    dashboard = text_of(client.get(reverse("home:dashboard")))

    assert "This lesson is not open yet." in text_of(resumed)
    assert "See when it opens" in dashboard
    assert "It opens on 26 January 2027" in dashboard


def test_after_the_previous_opens_when_it_is_done(enrollment, closed, learner, client):
    CourseRun.objects.update(release=Release.AFTER_PREVIOUS)
    assert "as soon as everything in “Week 1” is done" in text_of(
        client.get(address(enrollment, closed))
    )

    do_lesson(enrollment, lessons_of(enrollment)[0])

    assert "A street is read with the feet." in text_of(client.get(address(enrollment, closed)))


def test_a_lesson_that_is_no_longer_offered_keeps_nobody_waiting(
    enrollment, closed, learner, client
):
    CourseRun.objects.update(release=Release.AFTER_PREVIOUS)
    first = lessons_of(enrollment)[0]
    LessonPage.objects.get(translation_key=first.key).unpublish()

    assert "A street is read with the feet." in text_of(client.get(address(enrollment, closed)))


def test_files_of_a_closed_lesson_are_closed(
    enrollment, closed, learner, client, monkeypatch, tmp_path
):
    storage = FileSystemStorage(location=tmp_path, base_url=None)
    monkeypatch.setitem(storages._storages, "protected", storage)
    document = MediaDocument.objects.create(
        title="Plan",
        collection=enrollment.run.course.provider.lesson_collection,
        file=ContentFile(b"0123456789", "plan.pdf"),
    )
    page = LessonPage.objects.get(translation_key=closed.key)
    value = {"document": document.pk, "title": "Plan", "description": ""}
    page.body = [{"type": "document", "id": str(uuid.uuid4()), "value": value}]
    page.save()

    assert client.get(document.url, follow=True).status_code == 404
    CourseRun.objects.update(release=Release.ALL)
    assert client.get(document.url, follow=True).status_code == 200
