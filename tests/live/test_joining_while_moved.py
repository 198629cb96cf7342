"""A session is moved to another week while people open it: nobody has come to the new one."""

import contextlib
import time
from datetime import timedelta

import pytest
import time_machine

from live.actions import (
    NotJoinable,
    change_session,
    end_session,
    give_code,
    join,
    settle,
    settle_due,
)
from live.models import Attendance, LiveSession
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment
from tests.factories.live import make_session
from tests.threads import at_once

from .arranging import run_with_session

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
WEEK = timedelta(days=7)
CROWD = 3


def test_whoever_joins_while_everybody_is_told_of_the_move_has_not_come_to_the_new_time():
    run, block = run_with_session()
    session = make_session(run, block=block, starts_at=NOW)
    enrollments = [make_enrollment(run=run) for _ in range(8 * CROWD)]
    moved_to = {"starts_at": NOW + WEEK, "planned_for": "2027-01-25T18:00"}

    def act(place):
        if place == 0:
            time.sleep(0.05)
            change_session(session=session, values=moved_to, sequence=0, by=None, at=NOW)
            return
        for each in enrollments[place - 1 :: CROWD]:
            seen = LiveSession.objects.get(pk=session.pk)
            with contextlib.suppress(NotJoinable):
                join(session=seen, enrollment_id=each.pk, at=NOW)
            time.sleep(0.02)

    with time_machine.travel(NOW):
        at_once(1 + CROWD, act)

    assert not Attendance.objects.exists()
    assert settle(session=session, at=NOW + WEEK + timedelta(days=1)).recorded == 0


def test_whoever_saw_the_old_time_does_not_join_once_it_is_moved_or_cancelled():
    run, block = run_with_session()
    session = make_session(run, block=block, starts_at=NOW)
    enrollment = make_enrollment(run=run)
    LiveSession.objects.filter(pk=session.pk).update(starts_at=NOW + WEEK)

    with pytest.raises(NotJoinable):
        join(session=session, enrollment_id=enrollment.pk, at=NOW)

    assert not Attendance.objects.exists()


def test_whoever_types_the_code_of_the_old_time_is_not_there_at_the_new_one():
    run, block = run_with_session()
    session = make_session(run, block=block, starts_at=NOW, code="WALKER")
    enrollment = make_enrollment(run=run)
    LiveSession.objects.filter(pk=session.pk).update(starts_at=NOW + WEEK)

    with pytest.raises(NotJoinable):
        give_code(session=session, enrollment_id=enrollment.pk, typed="WALKER", at=NOW)

    assert not Attendance.objects.exists()


def test_a_code_that_is_typed_as_its_host_ends_the_session_counts():
    """It was settled before the code was written; the page had read it as running."""
    run, block = run_with_session()
    session = make_session(run, block=block, starts_at=NOW, code="WALKER")
    enrollment = make_enrollment(run=run)
    at = NOW + timedelta(minutes=30)
    end_session(session=session, minutes=30, shown=90, by=enrollment.learner, at=at)
    settle_due(at=at)

    give_code(session=session, enrollment_id=enrollment.pk, typed="WALKER", at=at)

    assert settle_due(at=at) == 1
