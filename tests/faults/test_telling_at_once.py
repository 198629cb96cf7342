"""What a team does with a session and its run at the same moment: nobody waits for ever, and nobody
reads afterwards what was true before.
"""

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from discussions.actions import announce
from learning.actions import cancel_run
from learning.models import Enrollment
from live import reminding, telling
from live.actions import NotChanged, change_session, settle_due
from live.hours import days_later, hour_of
from live.mails import SESSION_MOVED, SESSION_REMINDER
from live.models import LiveSession, Source
from live.reminding import send_session_reminders
from mail.models import WAITING_STATES, Delivery
from notifications.actions import telling as notices
from notifications.models import Notice
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner
from tests.factories.live import make_attendance, make_session
from tests.faults.forks import in_processes
from tests.live.arranging import run_with_session

from .test_live_at_once import make_crowd

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def move(session, host, *, days=1, at=NOW):
    now = LiveSession.objects.get(pk=session.pk)
    values = days_later(hour_of(now), days).fields()
    try:
        return change_session(session=now, values=values, sequence=now.sequence, by=host, at=at)[1]
    except NotChanged:
        return 0


def shuffled_crowd(run, count):
    """People who did not enroll in the order in which they made their accounts."""
    made = make_crowd(run, count)
    learners = [each.learner_id for each in made]
    Enrollment.objects.filter(pk__in=[each.pk for each in made]).delete()
    random.Random(6).shuffle(learners)
    rule = run.course.completion_rule
    return Enrollment.objects.bulk_create(
        Enrollment(learner_id=pk, run=run, rule=rule, enrolled_at=NOW) for pk in learners
    )


def test_a_run_is_cancelled_while_its_sessions_are_moved_and_settled():
    """All of them lock the run, then sessions, then people."""
    for _ in range(5):
        run, block = run_with_session()
        host = make_learner()
        held = make_session(run, block=block, starts_at=NOW - 3 * HOUR)
        coming = make_session(run, starts_at=NOW + 3 * DAY)
        for each in make_crowd(run, 60):
            make_attendance(held, each, Source.CODE)

        def act(place, run=run, host=host, coming=coming):
            if place == 0:
                return cancel_run(run=run, reason="Storm", by=host, at=NOW)
            return move(coming, host) if place == 1 else settle_due(at=NOW)

        told, *_others = in_processes(3, act)

        assert told in (0, 60)  # who completes by the session keeps their seat
        waiting = Delivery.objects.filter(template=SESSION_MOVED, state__in=WAITING_STATES)
        assert not waiting.exists()


def test_a_move_an_announcement_and_reminders_to_the_same_people_wait_for_one_another(monkeypatch):
    """Chunks of people are taken in one order by all."""
    for module in (telling, notices, reminding):
        monkeypatch.setattr(module, "CHUNK", 7)
    run, host = make_run(make_course(lessons=(1,))), make_learner()
    shuffled_crowd(run, 150)
    sessions = [make_session(run, starts_at=NOW + number * DAY) for number in (3, 4)]
    soon = make_session(run, starts_at=NOW + 30 * MINUTE)

    def act(place):
        if place < 2:
            return move(sessions[place], host)
        if place == 2:
            texts = {"en": {"subject": "Bring a hat", "body": "It is hot."}}
            return announce(run=run, texts=texts, token=uuid4(), by=host, at=NOW)[0].told_count
        return send_session_reminders(at=NOW)

    assert in_processes(4, act) == [150] * 4
    assert Notice.objects.filter(kind=SESSION_MOVED).count() == 300
    assert Delivery.objects.filter(context__session=soon.pk).count() == 150


def test_no_reminder_of_the_old_time_waits_once_a_move_is_told(monkeypatch):
    monkeypatch.setattr(reminding, "CHUNK", 10)
    run, host = make_run(make_course(lessons=(1,))), make_learner()
    make_crowd(run, 60)
    for _ in range(3):
        session = make_session(run, starts_at=NOW + 30 * MINUTE)

        def act(place, session=session):
            return move(session, host) if place else send_session_reminders(at=NOW)

        in_processes(2, act)

        about = Delivery.objects.filter(context__session=session.pk, state__in=WAITING_STATES)
        waiting = about.values_list("template", flat=True)
        assert set(waiting) == {SESSION_MOVED}, set(waiting)
        assert not about.filter(template=SESSION_REMINDER).exists()
        assert len(waiting) == 60
