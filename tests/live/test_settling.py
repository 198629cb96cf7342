"""After a session each who attended has one fact, whatever happens twice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.issuing import pending_enrollments
from learning.actions import withdraw
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.refreshing import find_differences, refresh_stale
from live.actions import note_evidence, settle, settle_due
from live.models import Attendance, LiveSession, Source
from tests.factories.courses import NOW, check_block, make_run
from tests.factories.learning import do_activity, lessons_of, make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session, session_block

from .arranging import announce, run_with_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

END = NOW + timedelta(days=1, minutes=90)
LATER = END + timedelta(hours=1)


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block)


def attended():
    """Whose fact counts, and by what."""
    facts = ActivityResult.objects.valid().filter(kind=ResultKind.SESSION)
    return {fact.enrollment_id: fact.detail["by"] for fact in facts}


def people_of(session, count=1):
    return [make_enrollment(run=session.run) for _ in range(count)]


def test_who_attended_has_the_fact_and_who_came_late_or_never_has_none(session):
    came, late, _absent = people_of(session, 3)
    make_attendance(session, came)
    make_attendance(session, late, at=session.starts_at + timedelta(minutes=30))

    assert settle(session=session, at=END).recorded == 1

    fact = ActivityResult.objects.get(kind=ResultKind.SESSION)
    assert fact.enrollment == came
    assert (str(fact.lesson_key), fact.activity_key) == (session.lesson_key, session.activity_key)
    assert fact.detail == {"by": "JOIN", "minutes": 90, "session": session.pk}


def test_nobody_completes_before_the_end(session):
    (person,) = people_of(session)
    make_attendance(session, person)

    assert settle_due(at=END - timedelta(seconds=1)) == 0
    assert not attended()
    assert settle_due(at=END) == 1
    assert attended()


def test_settling_twice_changes_nothing(session):
    (person,) = people_of(session)
    make_attendance(session, person)
    settle_due(at=END)
    before = list(ActivityResult.objects.values_list())

    assert settle_due(at=LATER) == 0
    assert settle(session=session, at=LATER).recorded == 0
    assert list(ActivityResult.objects.values_list()) == before


def test_the_last_that_was_missing_completes_and_a_certificate_is_due():
    run, block = run_with_session()
    session = make_session(run, block=block)
    learner = make_learner(certificate_name="Ayu", certificate_name_confirmed_at=NOW)
    person = make_enrollment(run=run, learner=learner)
    make_attendance(session, person)

    settle_due(at=END)
    refresh_stale(at=END)

    person.refresh_from_db()
    assert person.completed_at == END
    assert list(pending_enrollments()) == [person]
    assert not list(find_differences())


def test_proof_that_is_written_later_is_settled_too(session):
    first, second = people_of(session, 2)
    make_attendance(session, first)
    settle_due(at=END)
    make_attendance(session, second, Source.LIST, at=LATER)
    note_evidence(session, at=LATER)

    assert settle_due(at=LATER) == 1
    assert attended() == {first.pk: "JOIN", second.pk: "LIST"}


def test_the_moment_of_the_latest_proof_never_goes_back(session):
    note_evidence(session, at=LATER)
    note_evidence(session, at=END)

    session.refresh_from_db()
    assert session.evidence_at == LATER


def test_what_is_taken_back_counts_no_more_and_comes_again_with_new_proof(session):
    (person,) = people_of(session)
    row = make_attendance(session, person, Source.LIST)
    settle(session=session, at=END)
    Attendance.objects.filter(pk=row.pk).update(minutes=5)

    # One lesson alone: the sweep has not come, so nobody has completed yet.
    assert settle(session=session, at=LATER).voided == 1
    assert not attended()
    person.refresh_from_db()
    assert person.percent_outline is None

    Attendance.objects.filter(pk=row.pk).delete()
    assert settle(session=session, at=LATER).voided == 0
    make_attendance(session, person, Source.CODE)
    assert settle(session=session, at=LATER).recorded == 1
    assert attended() == {person.pk: "CODE"}


def test_also_a_proof_that_is_gone_takes_its_fact_with_it(session):
    (person,) = people_of(session)
    row = make_attendance(session, person, Source.LIST)
    settle(session=session, at=END)
    row.delete()

    assert settle(session=session, at=LATER).voided == 1


def test_who_has_completed_keeps_the_fact(session):
    (person,) = people_of(session)
    row = make_attendance(session, person, Source.LIST)
    settle(session=session, at=END)
    refresh_stale(at=END)
    row.delete()

    assert settle(session=session, at=LATER).voided == 0
    assert attended() == {person.pk: "LIST"}


def test_a_fact_that_staff_recorded_is_left_alone(session):
    (person,) = people_of(session)
    lesson = lessons_of(person)[0]
    activity = next(each for each in lesson.activities if each.kind == "session")
    do_activity(person, lesson, activity, by=make_learner(), detail={"by": "staff"})

    assert settle(session=session, at=END).voided == 0
    assert attended() == {person.pk: "staff"}


def test_who_withdrew_gets_nothing(session):
    (person,) = people_of(session)
    make_attendance(session, person)
    withdraw(enrollment=person, at=END)

    assert settle(session=session, at=END).recorded == 0


def test_who_was_moved_to_another_run_since_keeps_what_they_attended(session):
    (person,) = people_of(session)
    make_attendance(session, person)
    Enrollment.objects.filter(pk=person.pk).update(run=make_run(session.run.course))

    assert settle(session=session, at=END).recorded == 1
    assert settle(session=session, at=LATER).voided == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"cancelled_at": NOW, "cancel_reason": "The host is ill."},
        {"lesson_key": None, "activity_key": ""},
    ],
)
def test_a_session_that_counts_for_nothing_is_never_settled(session, fields):
    (person,) = people_of(session)
    make_attendance(session, person)
    LiveSession.objects.filter(pk=session.pk).update(**fields)

    assert settle_due(at=END) == 0
    session.refresh_from_db()
    assert settle(session=session, at=END).recorded == 0


def test_moved_to_a_later_day_it_is_settled_after_that_day_too(session):
    settle_due(at=END)
    week = timedelta(days=7)
    LiveSession.objects.filter(pk=session.pk).update(starts_at=session.starts_at + week)
    (person,) = people_of(session)
    make_attendance(session, person, at=session.starts_at + week)

    assert settle_due(at=END + timedelta(days=1)) == 0
    assert settle_due(at=END + week) == 1
    assert attended()


def watched(session, person):
    return make_attendance(session, person, Source.RECORDING, at=LATER, opened_at=END)


def test_the_recording_and_its_own_check_are_as_good_as_having_been_there():
    block, about = session_block(recording_counts=True), check_block(is_about_recording=True)
    run, _block = run_with_session(block)
    announce(run.course, block, about, check_block(is_required=False))
    session = make_session(run, block=block)
    passed, other, lazy = people_of(session, 3)
    lesson = lessons_of(passed)[0]
    for person, is_about in ((passed, True), (other, False), (lazy, True)):
        checks = [each for each in lesson.activities if each.kind == "check"]
        done = next(each for each in checks if (each.key == about["id"]) is is_about)
        do_activity(person, lesson, done)
    watched(session, passed)
    watched(session, other)

    settle(session=session, at=LATER)

    assert attended() == {passed.pk: "RECORDING"}


def test_many_cost_as_many_queries_as_one(session):
    def costs():
        with CaptureQueriesContext(connection) as captured:
            settle(session=session, at=END)
        return len(captured)

    make_attendance(session, *people_of(session))
    one = costs()
    for person in people_of(session, 12):
        make_attendance(session, person)

    assert costs() <= one <= 16
    assert len(attended()) == 13
