"""Live sessions under real processes: all who join at once are noted, and what happens to a session
meanwhile happens once.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from courses.actions import choose_part_runs
from learning.actions import PartFull, enroll
from learning.models import ActivityResult, Enrollment
from live import reminding
from live.actions import cancel_session, change_session, settle_due
from live.mails import SESSION_REMINDER
from live.models import Attendance, LiveSession, SessionReminder, Source
from live.reminding import send_session_reminders
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner
from tests.factories.live import make_session, make_session_link
from tests.faults.forks import beside, in_processes, kill_when
from tests.learning.programmes import make_programme
from tests.live.arranging import run_with_session
from users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PROCESSES = 8
OURS = {"origin": "http://testserver"}


def make_crowd(run, count, **fields):
    """So many people in a run, by two statements."""
    password = make_password("a-long-password")
    people = User.objects.bulk_create(
        User(email=f"crowd-{uuid4().hex[:10]}@example.org", name="Nadia", password=password)
        for _ in range(count)
    )
    return Enrollment.objects.bulk_create(
        Enrollment(learner=person, run=run, rule=run.course.completion_rule, enrolled_at=NOW)
        for person in people
    )


def press(token):
    """One click of the mail. Whether the meeting opened."""
    address = reverse("live:personal-join", args=[token])
    response = Client().post(address, headers=OURS)
    assert response.status_code in (200, 302), response.status_code
    return "Refresh" in response


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=NOW)


def links_of(session, count):
    return [make_session_link(session, each) for each in make_crowd(session.run, count)]


def test_two_hundred_people_who_join_at_once_and_twice_are_two_hundred_rows(session):
    links = links_of(session, 200)

    def join_some(place):
        """Everybody is in two of these processes: whoever pressed twice, or opened two tabs."""
        with time_machine.travel(NOW + place % 2 * MINUTE, tick=False):
            return sum(press(token) for token in links[place // 2 :: PROCESSES // 2])

    opened = in_processes(PROCESSES, join_some)

    assert sum(opened) == 400
    assert Attendance.objects.count() == 200
    assert set(Attendance.objects.values_list("source", flat=True)) == {Source.JOIN}
    settle_due(at=session.ends_at)
    assert ActivityResult.objects.filter(kind="SESSION").count() == 200


def test_a_session_cancelled_while_people_join_lets_nobody_in_afterwards(session):
    links, host = links_of(session, 60), make_learner()

    def act(place):
        with time_machine.travel(NOW - MINUTE, tick=False):
            if place == 0:
                return cancel_session(
                    session=session, reason="Storm", drops=False, by=host, at=NOW - MINUTE
                )
            return sum(press(token) for token in links[place - 1 :: 3])

    told, *opened = in_processes(4, act)

    assert told == 60
    assert Attendance.objects.count() == sum(opened)
    assert Delivery.objects.filter(template="session_cancelled").count() == 60
    with time_machine.travel(NOW, tick=False):
        assert not press(links[0])
    settle_due(at=session.ends_at)
    assert not ActivityResult.objects.filter(kind="SESSION").exists()


@pytest.fixture
def crowd(monkeypatch):
    """A session that is still to come for 300 people, of whom twenty are reminded at once."""
    monkeypatch.setattr(reminding, "CHUNK", 20)
    run = make_run(make_course(lessons=(1,)))
    make_crowd(run, 300)
    return make_session(run, starts_at=NOW + 3 * DAY)


def reminders():
    return Delivery.objects.filter(template=SESSION_REMINDER)


def test_a_round_of_reminders_killed_twice_reminds_everybody_once(crowd):
    at = crowd.starts_at - 30 * MINUTE
    for enough in (60, 160):
        with beside(lambda: send_session_reminders(at=at)) as pid:
            kill_when(pid, lambda enough=enough: reminders().count() >= enough)
        found = reminders().count()
        assert found == SessionReminder.objects.count()
        assert 0 < found < 300

    send_session_reminders(at=at)
    send_session_reminders(at=at)

    assert reminders().count() == 300
    assert reminders().values("user").distinct().count() == 300


def test_a_session_moved_while_its_reminders_are_written_is_told_once_and_reminded_anew(crowd):
    """Who was written to before the move has a mail of the old time; nobody has one after it."""
    at, host = crowd.starts_at - 30 * MINUTE, make_learner()
    later = crowd.starts_at + DAY
    values = {"starts_at": later, "planned_for": f"{later:%Y-%m-%dT%H:%M}", "time_zone": "UTC"}

    with beside(lambda: send_session_reminders(at=at)):
        while not reminders().exists():
            pass
        _session, told = change_session(
            session=crowd, values=values, sequence=crowd.sequence, by=host, at=at
        )
    old = reminders().count()
    send_session_reminders(at=later - 30 * MINUTE)

    assert told == 300
    assert Delivery.objects.filter(template="session_moved").count() == 300
    moved = LiveSession.objects.get()
    assert moved.sequence == 1
    anew = SessionReminder.objects.filter(key__contains=f"{later:%Y%m%dT%H%M}")
    assert anew.count() == 300
    assert reminders().count() == old + 300
    assert 0 < old <= 300


def test_fifty_who_enroll_in_a_programme_with_twenty_seats_in_one_course():
    heat = make_run(make_course(lessons=(1,), checks=False))
    rain = make_run(
        make_course(lessons=(1,), checks=False, provider=heat.course.provider), capacity=20
    )
    run = make_run(make_programme(heat.course, rain.course))
    chosen = {str(part.course.key): part.pk for part in (heat, rain)}
    choose_part_runs(run=run, chosen=chosen, by=make_learner(is_staff=True), at=NOW)
    people = [make_learner() for _ in range(50)]

    def enroll_some(place):
        count = 0
        for learner in people[place::5]:
            try:
                enroll(learner=learner, run=run, at=NOW)
                count += 1
            except PartFull:
                pass
        return count

    assert sum(in_processes(5, enroll_some)) == 20
    for each in (run, heat, rain):
        assert each.enrollments.count() == 20
    assert len(set(Enrollment.objects.values_list("learner", flat=True))) == 20
