"""When one may join, what a session is just now, and who sees it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from core.moments import wall_time
from live.models import Attendance, LiveSession, Place, SessionState
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session

STARTS = datetime(2027, 3, 14, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_session(**fields):
    return LiveSession(**{"starts_at": STARTS, "minutes": 90, "place": Place.LINK, **fields})


def test_one_joins_from_a_quarter_before_the_start_until_half_an_hour_after_the_end():
    session = a_session()
    end = STARTS + 90 * MINUTE

    assert not session.is_joinable(at=STARTS - 16 * MINUTE)
    assert session.is_joinable(at=STARTS - 15 * MINUTE)
    assert session.is_joinable(at=end + 29 * MINUTE)
    assert not session.is_joinable(at=end + 30 * MINUTE)


def test_a_delay_moves_the_end_and_not_the_opening():
    session = a_session(delay_minutes=10)

    assert session.opens_at == STARTS - 15 * MINUTE
    assert session.begins_at == STARTS + 10 * MINUTE
    assert session.ends_at == STARTS + 100 * MINUTE


def test_a_session_that_ended_early_is_as_long_as_it_was_held():
    session = a_session(held_minutes=60)

    assert session.length == 60
    assert session.ends_at == STARTS + 60 * MINUTE


def test_nobody_joins_a_cancelled_session():
    assert not a_session(cancelled_at=NOW, cancel_reason="The host is ill.").is_joinable(at=STARTS)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (-16, SessionState.PLANNED),
        (-15, SessionState.OPEN),
        (9, SessionState.OPEN),
        (10, SessionState.RUNNING),
        (99, SessionState.RUNNING),
        (100, SessionState.OVER),
    ],
)
def test_the_state_follows_the_clock_and_the_delay(minutes, state):
    assert a_session(delay_minutes=10).state_at(STARTS + minutes * MINUTE) == state


def test_cancelled_is_cancelled_at_any_moment():
    session = a_session(cancelled_at=NOW, cancel_reason="The host is ill.")

    assert session.state_at(STARTS - timedelta(days=9)) == SessionState.CANCELLED
    assert session.state_at(STARTS + timedelta(days=9)) == SessionState.CANCELLED


@pytest.mark.django_db
def test_what_was_planned_is_what_the_clock_of_the_host_shows():
    session = make_session(time_zone="America/New_York", starts_at=STARTS)

    assert session.planned_for == "2027-03-14T05:00"
    assert wall_time(session.planned_for, session.time_zone, session.fold).at == STARTS


@pytest.mark.django_db
def test_a_learner_sees_the_sessions_of_their_runs_and_nobody_elses():
    session, other = make_session(), make_session()
    enrollment = make_enrollment(run=session.run)

    assert list(LiveSession.objects.visible_to(enrollment.learner)) == [session]
    assert not LiveSession.objects.visible_to(AnonymousUser()).exists()

    enrollment.withdrawn_at = NOW
    enrollment.save()
    assert not LiveSession.objects.visible_to(enrollment.learner).exists()
    assert not LiveSession.objects.visible_to(make_learner()).filter(pk=other.pk).exists()


@pytest.mark.django_db
def test_the_team_of_a_run_hosts_its_sessions_and_no_others():
    run, host = make_run(), make_learner()
    session = make_session(run)
    make_session()
    run.team.add(host)

    assert list(LiveSession.objects.editable_by(host)) == [session]

    host.is_active = False
    assert not LiveSession.objects.editable_by(host).exists()


@pytest.mark.django_db
def test_a_session_is_still_to_come_until_it_begins():
    session = make_session(starts_at=STARTS)
    make_session(starts_at=STARTS, cancelled_at=NOW, cancel_reason="The host is ill.")

    assert list(LiveSession.objects.upcoming(STARTS - MINUTE)) == [session]
    assert list(LiveSession.objects.begun(STARTS)) == [session]
    assert not LiveSession.objects.upcoming(STARTS).exists()
    assert not LiveSession.objects.begun(STARTS - MINUTE).exists()


@pytest.mark.django_db
def test_a_learner_sees_their_own_attendance_alone():
    session = make_session()
    mine, theirs = (make_enrollment(run=session.run) for _ in range(2))
    row = make_attendance(session, mine)
    make_attendance(session, theirs)

    assert list(Attendance.objects.visible_to(mine.learner)) == [row]
    assert not Attendance.objects.visible_to(AnonymousUser()).exists()
