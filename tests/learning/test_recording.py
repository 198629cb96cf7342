"""record_progress() and what hangs on it: percent, completion, voiding, by hand."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from learning.actions import (
    LessonGone,
    NotEnrolled,
    complete_by_hand,
    complete_enrollment,
    excuse,
    note_visit,
    record_progress,
    void_results,
    withdraw,
)
from learning.models import ActivityResult, ResultKind
from learning.signals import enrollment_completed
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import (
    do_activity,
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
    progress_of,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def enrollment():
    """Three lessons: one, then two with a check each at the end of their module."""
    return make_enrollment(run=make_run(make_course(lessons=(2, 1))))


@pytest.fixture
def completions():
    """What `enrollment_completed` announced."""
    heard = []

    def receiver(enrollment, **kwargs):
        heard.append(enrollment.pk)

    enrollment_completed.connect(receiver)
    yield heard
    enrollment_completed.disconnect(receiver)


def test_reading_a_lesson_counts_and_is_remembered_as_the_last(enrollment):
    first = lessons_of(enrollment)[0]

    progress = do_lesson(enrollment, first) or progress_of(enrollment)

    enrollment.refresh_from_db()
    assert (progress.done_count, progress.required_count) == (1, 5)
    assert enrollment.percent == progress.percent == 20
    assert str(enrollment.last_lesson_key) == first.key
    assert enrollment.last_active_at == NOW


def test_recording_the_same_twice_keeps_the_first_row(enrollment):
    first = lessons_of(enrollment)[0]

    do_lesson(enrollment, first)
    do_lesson(enrollment, first, at=LATER)

    assert ActivityResult.objects.get().recorded_at == NOW


def test_two_valid_rows_about_one_activity_are_refused_by_the_database(enrollment):
    do_lesson(enrollment, lessons_of(enrollment)[0])
    result = ActivityResult.objects.get()
    result.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        result.save()


def test_a_void_without_a_reason_is_refused_by_the_database(enrollment):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityResult.objects.update(voided_at=NOW)


def test_passing_the_last_check_of_a_lesson_records_its_reading_too(enrollment):
    with_check = lessons_of(enrollment)[1]

    progress = do_activity(enrollment, with_check, with_check.activities[1])

    assert {step.pair for step in progress.done} == {
        (with_check.key, ""),
        (with_check.key, with_check.activities[1].key),
    }


def test_the_last_activity_completes_once_and_announces_it_once(enrollment, completions):
    finished = finish(enrollment)
    finish(enrollment, at=LATER)

    assert finished.completed_at == NOW
    assert (finished.percent, finished.completed_outline.number) == (100, 1)
    assert finished.completed_rule == {"kind": "ALL_REQUIRED"}
    assert completions == [enrollment.pk]


def test_complete_enrollment_does_nothing_while_something_is_missing(enrollment, completions):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    assert not complete_enrollment(enrollment=enrollment, at=NOW)
    assert completions == []


def test_a_receiver_that_fails_takes_the_completion_back_with_it(enrollment):
    def receiver(enrollment, **kwargs):
        raise RuntimeError("no")

    *others, last = lessons_of(enrollment)
    for lesson in others:
        do_lesson(enrollment, lesson)
    enrollment_completed.connect(receiver)
    try:
        with pytest.raises(RuntimeError):
            do_lesson(enrollment, last)
    finally:
        enrollment_completed.disconnect(receiver)

    enrollment.refresh_from_db()
    assert enrollment.completed_at is None


def test_a_fact_of_a_process_whose_clock_is_ahead_counts_at_once(enrollment):
    first, *rest = lessons_of(enrollment)
    do_lesson(enrollment, first, at=LATER)

    for lesson in rest:
        do_lesson(enrollment, lesson, at=NOW)

    enrollment.refresh_from_db()
    assert enrollment.completed_at == NOW


def test_whoever_withdrew_is_told_to_enroll_again(enrollment):
    lesson = lessons_of(enrollment)[0]
    withdraw(enrollment=enrollment, at=NOW)

    with pytest.raises(NotEnrolled, match="Enroll again"):
        do_lesson(enrollment, lesson)


def test_a_lesson_of_another_course_is_refused(enrollment):
    other = lessons_of(make_enrollment())[0]

    with pytest.raises(LessonGone, match="no longer part"):
        do_lesson(enrollment, other)


def test_voided_results_do_not_count_and_keep_who_and_why(enrollment):
    lesson, staff = lessons_of(enrollment)[0], make_learner()
    do_lesson(enrollment, lesson)

    count = void_results(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key="",
        by=staff,
        reason="Cheated",
        at=LATER,
    )

    result = ActivityResult.objects.get()
    enrollment.refresh_from_db()
    assert (count, enrollment.percent) == (1, 0)
    assert (result.voided_at, result.voided_by, result.void_reason) == (LATER, staff, "Cheated")
    assert ModelLogEntry.objects.get(action="learning.void_results").user == staff


def test_what_was_voided_can_be_earned_again(enrollment):
    lesson = lessons_of(enrollment)[0]
    do_lesson(enrollment, lesson)
    void_results(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key="",
        by=make_learner(),
        reason="Mistake",
        at=NOW,
    )

    do_lesson(enrollment, lesson, at=LATER)

    assert progress_of(enrollment).done_count == 1
    assert ActivityResult.objects.count() == 2


def test_voiding_takes_no_completion_back(enrollment):
    finished = finish(enrollment)
    lesson = lessons_of(enrollment)[0]

    void_results(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key="",
        by=make_learner(),
        reason="Mistake",
        at=LATER,
    )

    finished.refresh_from_db()
    assert (finished.completed_at, finished.percent) == (NOW, 100)


def test_voiding_needs_a_reason(enrollment):
    with pytest.raises(ValueError, match="why"):
        void_results(
            enrollment=enrollment,
            lesson_key=lessons_of(enrollment)[0].key,
            activity_key="",
            by=make_learner(),
            reason=" ",
            at=NOW,
        )


def test_completing_by_hand_records_all_that_is_missing_with_who_and_why(enrollment, completions):
    staff = make_learner()
    do_lesson(enrollment, lessons_of(enrollment)[0])

    complete_by_hand(enrollment=enrollment, by=staff, reason="Attended in person", at=LATER)
    complete_by_hand(enrollment=enrollment, by=staff, reason="Attended in person", at=LATER)

    by_hand = ActivityResult.objects.filter(kind=ResultKind.BY_HAND)
    assert by_hand.count() == 4
    assert {result.recorded_by for result in by_hand} == {staff}
    assert completions == [enrollment.pk]


def test_an_excused_activity_is_asked_of_nobody_any_more(enrollment):
    check = lessons_of(enrollment)[1].activities[1]

    progress = excuse(
        enrollment=enrollment,
        by=make_learner(),
        reason="Cannot see the picture",
        at=NOW,
        activities=[(lessons_of(enrollment)[1].key, check.key)],
    )

    assert (progress.required_count, len(progress.excused)) == (4, 1)


def test_what_staff_record_does_not_move_the_learner_to_that_lesson(enrollment):
    complete_by_hand(enrollment=enrollment, by=make_learner(), reason="In person", at=NOW)

    enrollment.refresh_from_db()
    assert enrollment.last_lesson_key is None


def test_a_visit_is_written_when_the_lesson_changes_and_then_only_now_and_again(enrollment):
    first, second, _third = lessons_of(enrollment)

    assert note_visit(enrollment=enrollment, lesson_key=first.key, at=NOW)
    enrollment.refresh_from_db()
    assert not note_visit(enrollment=enrollment, lesson_key=first.key, at=NOW)
    assert note_visit(enrollment=enrollment, lesson_key=second.key, at=NOW)
    enrollment.refresh_from_db()
    assert str(enrollment.last_lesson_key) == second.key


def test_an_optional_check_passed_is_kept_and_counts_for_nothing(enrollment):
    lesson = lessons_of(enrollment)[0]

    progress = record_progress(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key="another-check",
        kind=ResultKind.CHECK,
        at=NOW,
    )

    assert progress.done_count == 0
    assert not ActivityResult.objects.get().was_required
