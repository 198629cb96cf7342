"""The sweep over percentages: in batches, past what is broken, and in nobody's way."""

import pytest
from django.utils import timezone

from courses.compiling import compile_outline
from courses.models import Course, LessonPage, ModulePage
from learning import refreshing
from learning.models import Enrollment
from learning.refreshing import find_differences, refresh_stale
from tests.factories.courses import NOW, add_lesson, course_page, make_course, make_run
from tests.factories.learning import (
    do_activity,
    do_lesson,
    lessons_of,
    make_enrollment,
    make_learner,
    progress_of,
)

pytestmark = pytest.mark.django_db


def stale() -> int:
    return Enrollment.objects.with_stale_percent().count()


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    """What people do, and what marks a course as changed, happen in this order."""
    time_machine.move_to(NOW)


def add_for_everybody(course: Course) -> None:
    """One more required lesson, published for all who are in the course."""
    module = ModulePage.objects.descendant_of(course_page(course)).first()
    add_lesson(module, title="One more")
    compile_outline(course)


def test_one_enrollment_that_cannot_be_computed_stops_nobody_else():
    run = make_run()
    before, broken, after = (make_enrollment(run=run) for _ in range(3))
    rows = Enrollment.objects
    rows.filter(pk=broken.pk).update(rule={"kind": "BY_THE_STARS"})

    refresh_stale(at=NOW)

    fresh = rows.exclude(percent_at=None).values_list("pk", flat=True)
    assert set(fresh) == {before.pk, after.pk}


@pytest.mark.both_databases
def test_a_changed_course_gives_everybody_the_percent_that_their_facts_say(monkeypatch):
    monkeypatch.setattr(refreshing, "BATCH", 3)
    course = make_course(lessons=(2, 2))
    run = make_run(course)
    people = [make_enrollment(run=run) for _ in range(8)]
    for number, person in enumerate(people):
        for lesson in lessons_of(person)[: number % 4]:
            do_lesson(person, lesson)
    add_for_everybody(course)

    assert refresh_stale(at=timezone.now()) == 8

    assert stale() == 0
    assert list(find_differences()) == []


@pytest.mark.both_databases
def test_the_queries_of_a_batch_do_not_grow_with_its_people(django_assert_max_num_queries):
    """Two for the batch, facts, pages, rows under lock and the writing; what is left is none."""
    course = make_course(lessons=(2, 2))
    run = make_run(course)
    for _ in range(20):
        do_lesson(person := make_enrollment(run=run), lessons_of(person)[0])
    add_for_everybody(course)
    Course.objects.filter(pk=course.pk).update(dirty_at=timezone.now())

    with django_assert_max_num_queries(12):
        refresh_stale(at=timezone.now())

    assert stale() == 0


def test_who_has_nothing_missing_any_more_completes(time_machine):
    course = make_course(lessons=(2,), checks=False)
    person = make_enrollment(run=make_run(course))
    do_lesson(person, lessons_of(person)[0])
    time_machine.shift(60)
    LessonPage.objects.descendant_of(course_page(course)).last().unpublish()

    refresh_stale(at=timezone.now())

    person.refresh_from_db()
    assert (person.percent, person.completed_outline_id is not None) == (100, True)


def test_what_somebody_did_while_they_were_computed_is_not_overwritten(monkeypatch):
    """The facts are read, the learner finishes a lesson, and only then the sweep writes."""
    course = make_course(lessons=(2, 2), checks=False)
    person = make_enrollment(run=make_run(course))
    lesson = lessons_of(person)[0]
    add_for_everybody(course)
    read = refreshing.read_standings

    def read_and_let_them_learn(batch):
        standings = list(read(batch))
        do_activity(person, lesson, lesson.activities[0], at=timezone.now())
        return standings

    monkeypatch.setattr(refreshing, "read_standings", read_and_let_them_learn)

    refresh_stale(at=timezone.now())

    person.refresh_from_db()
    assert person.percent == progress_of(person).percent > 0


def test_out_of_time_it_rings_for_the_rest(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(refreshing, "BATCH", 2)
    course = make_course(lessons=(2,))
    run = make_run(course)
    for _ in range(5):
        make_enrollment(run=run, learner=make_learner())
    add_for_everybody(course)

    with django_capture_on_commit_callbacks() as rung:
        assert refresh_stale(at=timezone.now(), seconds=0) == 2

    assert [call.args for call in rung] == [("learning.refresh_percentages",)]
    assert stale() == 3


@pytest.mark.both_databases
def test_what_was_optional_when_it_was_done_stays_earned_once_it_was_required():
    run = make_run()
    enrollment = make_enrollment(run=run)
    page = LessonPage.objects.descendant_of(course_page(run.course)).order_by("path").first()
    publish_as(page, is_required=False)
    compile_outline(run.course)
    do_activity(enrollment, lessons_of(enrollment)[0], lessons_of(enrollment)[0].activities[0])
    assert progress_of(enrollment).done_count == 0
    publish_as(page, is_required=True)
    compile_outline(run.course)
    refresh_stale(at=timezone.now())
    assert progress_of(enrollment).done_count == 1

    page.unpublish()
    compile_outline(run.course)
    refresh_stale(at=timezone.now())

    assert progress_of(enrollment).done_count == 1
    assert [*find_differences()] == []


def publish_as(page: LessonPage, **fields) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


@pytest.mark.both_databases
def test_who_follows_an_older_outline_completes_where_a_check_left_the_newest_pages():
    course = make_course(lessons=(1,))
    run = make_run(course, pinned_outline=course.newest_outline)
    enrollment = make_enrollment(run=run)
    lesson = lessons_of(enrollment)[0]
    do_activity(enrollment, lesson, lesson.activities[0])
    page = LessonPage.objects.descendant_of(course_page(course)).get()

    publish_as(page, body=[block for block in page.body.raw_data if block["type"] == "text"])
    compile_outline(course)
    assert stale() == 1
    refresh_stale(at=timezone.now())

    assert Enrollment.objects.get().completed_at is not None
    assert [*find_differences()] == []
