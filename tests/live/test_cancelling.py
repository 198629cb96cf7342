"""A session does not take place: told once, free in the course, or needed no more."""

from datetime import timedelta
from uuid import uuid4

import pytest

from courses.outline import READING
from learning.affected import read_drop
from learning.refreshing import refresh_stale
from live.actions import NotChanged, cancel_session, change_session, plan_session
from live.mails import SESSION_CANCELLED, SESSION_REMINDER
from live.models import LiveSession
from live.reminding import send_session_reminders
from mail.models import Delivery, DeliveryState
from mail.rendering import render_message
from notifications.models import Notice
from tests.factories.courses import NOW
from tests.factories.learning import do_activity, lessons_of, make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session
from tests.threads import at_once

from .arranging import run_with_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HOUR = timedelta(hours=1)
START = NOW + timedelta(days=3)


@pytest.fixture
def arranged():
    return run_with_session()


@pytest.fixture
def session(arranged):
    run, block = arranged
    return make_session(run, block=block, starts_at=START)


@pytest.fixture
def host():
    return make_learner(name="The host")


@pytest.fixture
def asha(session):
    person = make_learner(name="Asha", time_zone="Asia/Kathmandu")
    return make_enrollment(run=session.run, learner=person)


def cancel(session, host, *, drops=False, at=NOW, reason="Our trainer is ill.\nSorry."):
    return cancel_session(session=session, reason=reason, drops=drops, by=host, at=at)


def mails():
    return Delivery.objects.filter(template=SESSION_CANCELLED)


def done_but_the_session(enrollment):
    for lesson in lessons_of(enrollment):
        for activity in lesson.activities:
            if activity.key == READING:
                do_activity(enrollment, lesson, activity)


def planned(block, session):
    return {
        "title": "",
        "starts_at": START + 48 * HOUR,
        "planned_for": "2027-01-25T18:00",
        "time_zone": "Asia/Seoul",
        "lesson_key": str(session.lesson_key),
        "activity_key": block["id"],
    }


def test_everybody_hears_why_once_in_the_hosts_words_and_calendars_follow(session, host, asha):
    assert cancel(session, host) == 1
    assert cancel(session, host, reason="Another") == 0

    session.refresh_from_db()
    assert (session.cancelled_at, session.sequence, session.changed_at) == (NOW, 1, NOW)
    message = render_message(mails().get())
    assert message.subject == "Cancelled: “The first meeting”"
    assert "14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in message.body
    assert "The host writes:\nOur trainer is ill.\nSorry." in message.body
    assert f"/calendar/sessions/{session.key}.ics" in message.body
    assert Notice.objects.get().kind == SESSION_CANCELLED


def test_what_waits_of_it_is_sent_no_more_and_nothing_follows(session, host, asha):
    asha.enrolled_at = NOW
    asha.save(update_fields=["enrolled_at"])
    moved = START + HOUR
    change_session(
        session=session,
        values={"starts_at": moved, "planned_for": "2027-01-23T19:00"},
        sequence=0,
        by=host,
        at=NOW,
    )
    send_session_reminders(at=moved - 24 * HOUR)

    cancel(session, host, at=moved - 23 * HOUR)
    send_session_reminders(at=moved - HOUR)

    about = Delivery.objects.filter(template__startswith="session_")
    states = dict(about.values_list("template", "state"))
    assert states == {
        "session_moved": DeliveryState.SKIPPED,
        SESSION_REMINDER: DeliveryState.SKIPPED,
        SESSION_CANCELLED: DeliveryState.PENDING,
    }


def test_planned_anew_nobody_completes_and_the_place_is_free(arranged, session, host, asha):
    done_but_the_session(asha)

    cancel(session, host)
    refresh_stale(at=NOW)

    asha.refresh_from_db()
    assert asha.completed_at is None
    anew, is_new = plan_session(
        run=session.run, values=planned(arranged[1], session), token=uuid4(), by=host, at=NOW
    )
    assert is_new
    assert anew.key != session.key


def test_needed_no_more_completes_who_lacks_nothing_else(session, host, asha):
    done_but_the_session(asha)
    make_enrollment(run=session.run)
    pair = (str(session.lesson_key), session.activity_key)
    assert read_drop(session.run, [pair]).completing == {asha.pk}

    cancel(session, host, drops=True)
    refresh_stale(at=NOW)

    asha.refresh_from_db()
    assert asha.completed_at == NOW
    session.run.refresh_from_db()
    assert session.run.dropped == [[*pair]]


def test_planned_after_all_the_course_asks_for_it_again(arranged, session, host, asha):
    cancel(session, host, drops=True)

    plan_session(
        run=session.run, values=planned(arranged[1], session), token=uuid4(), by=host, at=NOW
    )

    session.run.refresh_from_db()
    assert session.run.dropped == []


def test_what_was_held_is_not_cancelled_and_what_was_not_is_told_to_nobody_after_its_time(
    session, host, asha
):
    proof = make_attendance(session, asha)
    with pytest.raises(NotChanged, match="was held"):
        cancel(session, host, at=START + 2 * HOUR)

    proof.delete()
    assert cancel(session, host, at=START + 2 * HOUR) == 0
    assert LiveSession.objects.get().cancelled_at == START + 2 * HOUR
    assert not mails().exists()


@pytest.mark.django_db(transaction=True)
def test_a_move_and_a_cancellation_at_the_same_moment_end_in_one_of_each_mail(session, host, asha):
    def deed(place):
        try:
            if place % 2:
                return cancel(session, host)
            values = {"starts_at": START + HOUR, "planned_for": "2027-01-23T19:00"}
            return change_session(session=session, values=values, sequence=0, by=host, at=NOW)
        except NotChanged:
            return None

    at_once(4, deed)

    assert LiveSession.objects.get().cancelled_at == NOW
    assert mails().count() == 1
    assert Delivery.objects.filter(template="session_moved").count() <= 1
