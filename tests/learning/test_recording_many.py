"""record_for_many(): who attended, of a whole run at once; and what is announced of each alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from courses.actions import change_run
from courses.compiling import compile_outline
from courses.models import LessonPage
from learning.actions import (
    excuse,
    record_for_many,
    record_progress,
    void_results,
    withdraw,
)
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.refreshing import find_differences, refresh_stale
from learning.signals import enrollment_completed, result_recorded
from tests.factories.courses import (
    NOW,
    check_block,
    course_page,
    make_course,
    make_run,
    session_block,
    text_block,
)
from tests.factories.learning import (
    do_activity,
    do_lesson,
    lessons_of,
    make_enrollment,
    make_learner,
    progress_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def run():
    """A first lesson to read, and a second with a session."""
    return make_run(with_blocks(make_course(lessons=(2,), checks=False), session_block()))


def with_blocks(course, *blocks):
    """The last lesson holds these."""
    lesson = LessonPage.objects.descendant_of(course_page(course)).order_by("path").last()
    lesson.body = [text_block(), *blocks]
    lesson.save_revision().publish()
    compile_outline(course)
    course.refresh_from_db()
    return course


def session_in(enrollment):
    return next(
        (lesson, activity)
        for lesson in lessons_of(enrollment)
        for activity in lesson.activities
        if activity.kind == "session"
    )


def attend(people, *, at=LATER, session=None, **fields):
    lesson, session = session or session_in(people[0])
    return record_for_many(
        lesson_key=lesson.key,
        activity_key=session.key,
        kind=ResultKind.SESSION,
        rows=[(each, {"by": "LIST"}) for each in people],
        at=at,
        **fields,
    )


@pytest.fixture
def heard():
    """The kinds of what `result_recorded` announced."""
    kinds = []

    def receiver(kind, **kwargs):
        kinds.append(kind)

    result_recorded.connect(receiver)
    yield kinds
    result_recorded.disconnect(receiver)


def test_attending_records_the_reading_of_its_lesson_too(run):
    people = [make_enrollment(run=run) for _number in range(3)]

    count = attend(people)

    facts = ActivityResult.objects.order_by("kind").values_list("kind", "was_required", "detail")
    assert count == 3
    assert list(facts) == [("LESSON", True, {})] * 3 + [("SESSION", True, {"by": "LIST"})] * 3


def test_whoever_attended_has_started_and_was_active_then(run):
    one, later = make_enrollment(run=run), make_enrollment(run=run)
    Enrollment.objects.filter(pk=later.pk).update(last_active_at=LATER + timedelta(days=1))

    attend([one, later])

    active = dict(Enrollment.objects.values_list("pk", "last_active_at"))
    assert active == {one.pk: LATER, later.pk: LATER + timedelta(days=1)}


def test_handing_it_down_again_changes_nothing(run):
    people = [make_enrollment(run=run) for _number in range(2)]
    attend(people)

    assert attend(people, at=LATER + timedelta(days=1)) == 0
    assert set(ActivityResult.objects.values_list("recorded_at", flat=True)) == {LATER}


def test_percent_and_completion_follow_in_the_background(run):
    half, whole = make_enrollment(run=run), make_enrollment(run=run)
    do_lesson(whole, lessons_of(whole)[0])
    completed = []
    enrollment_completed.connect(
        lambda enrollment, **_: completed.append(enrollment.pk), weak=False
    )

    attend([half, whole])
    refresh_stale(at=LATER)

    half.refresh_from_db()
    whole.refresh_from_db()
    assert (half.percent, whole.percent) == (66, 100)
    assert whole.completed_at == LATER
    assert whole.pk in completed
    assert not list(find_differences())


def test_many_at_once_are_recorded_as_each_alone(run):
    with_blocks(run.course, session_block(), check_block())
    alone, together = ([make_enrollment(run=run) for _number in range(3)] for _side in "ab")
    lesson, session = session_in(alone[0])
    check = next(each for each in lesson.activities if each.kind == "check")
    staff = make_learner(is_staff=True)
    for people in (alone, together):
        do_activity(people[1], lesson, check)
        excuse(
            enrollment=people[2],
            activities=[(lesson.key, check.key)],
            by=staff,
            reason="Ill",
            at=NOW,
        )

    attend(together)
    for enrollment in alone:
        record_progress(
            enrollment=enrollment,
            lesson_key=lesson.key,
            activity_key=session.key,
            kind=ResultKind.SESSION,
            at=LATER,
            detail={"by": "LIST"},
        )

    for one, other in zip(alone, together, strict=True):
        assert facts_of(one) == facts_of(other)
        assert progress_of(one).percent == progress_of(other).percent


def facts_of(enrollment):
    columns = ("lesson_key", "activity_key", "kind", "recorded_at", "was_required", "detail")
    return list(enrollment.results.order_by("kind", "activity_key").values_list(*columns))


def test_who_left_or_has_another_outline_is_passed_over(run):
    here, gone = make_enrollment(run=run), make_enrollment(run=run)
    elsewhere = make_enrollment()
    withdraw(enrollment=gone, at=NOW)

    assert attend([here, gone, elsewhere]) == 1
    assert set(ActivityResult.objects.values_list("enrollment", flat=True)) == {here.pk}


def test_what_was_voided_can_be_handed_down_again(run):
    enrollment = make_enrollment(run=run)
    attend([enrollment])
    lesson, session = session_in(enrollment)
    staff = make_learner(is_staff=True)
    void_results(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key=session.key,
        by=staff,
        reason="Somebody else",
        at=LATER,
    )

    assert attend([enrollment]) == 1


def test_who_recorded_it_stands_in_the_log(run):
    staff = make_learner(is_staff=True)

    attend([make_enrollment(run=run)], by=staff)

    assert set(ActivityResult.objects.values_list("recorded_by", flat=True)) == {staff.pk}
    assert ModelLogEntry.objects.filter(action="learning.record_progress", user=staff).exists()


def test_the_number_of_queries_does_not_grow_with_the_people(run):
    people = [make_enrollment(run=run) for _number in range(8)]
    attend(people[:1])

    session = session_in(people[0])
    with CaptureQueriesContext(connection) as few:
        attend(people[1:2], session=session)
    with CaptureQueriesContext(connection) as many:
        attend(people[2:], session=session)

    # Begin, lock, facts, insert, two updates, end.
    assert len(few) == len(many) <= 7


def test_each_fact_is_announced_once_and_the_reading_with_it(run, heard):
    enrollment = make_enrollment(run=run)
    lesson, session = session_in(enrollment)

    do_activity(enrollment, lesson, session)
    do_activity(enrollment, lesson, session, at=LATER)

    assert heard == [ResultKind.SESSION, ResultKind.LESSON]


def test_what_is_handed_down_for_many_is_not_announced(run, heard):
    attend([make_enrollment(run=run)])

    assert heard == []


# --- What a run does not ask for -----------------------------------------------------------------


def drop(run, *pairs, at=LATER):
    staff = make_learner(is_staff=True)
    change_run(run=run, values={"dropped": [list(pair) for pair in pairs]}, by=staff, at=at)
    refresh_stale(at=at)


def test_a_session_that_was_cancelled_for_good_is_asked_of_nobody_in_its_run(run):
    enrollment, other = make_enrollment(run=run), make_enrollment(run=make_run(run.course))
    lesson, session = session_in(enrollment)
    do_lesson(enrollment, lessons_of(enrollment)[0])

    drop(run, (lesson.key, session.key))

    enrollment.refresh_from_db()
    assert [step.pair for step in progress_of(enrollment).excused] == [(lesson.key, session.key)]
    assert enrollment.percent == 50
    assert progress_of(other).required_count == 3


def test_who_lacks_nothing_else_completes_by_it(run):
    enrollment = make_enrollment(run=run)
    lesson, session = session_in(enrollment)
    do_lesson(enrollment, lessons_of(enrollment)[0])
    do_activity(enrollment, lesson, lesson.activities[0])

    drop(run, (lesson.key, session.key))

    assert Enrollment.objects.get(pk=enrollment.pk).completed_at == LATER


def test_who_attended_before_it_was_dropped_keeps_it(run):
    enrollment = make_enrollment(run=run)
    lesson, session = session_in(enrollment)
    attend([enrollment])

    drop(run, (lesson.key, session.key))

    assert (lesson.key, session.key) in progress_of(enrollment).done_pairs


def test_a_session_that_is_planned_anew_is_asked_for_again(run):
    enrollment = make_enrollment(run=run)
    lesson, session = session_in(enrollment)
    drop(run, (lesson.key, session.key))

    drop(run, at=LATER + timedelta(hours=1))

    assert (lesson.key, session.key) in {step.pair for step in progress_of(enrollment).missing}
