"""Reminders of sessions as they are sent: to whom, once, in their language and zone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import CourseRun
from learning.actions import withdraw
from live.mails import SESSION_REMINDER
from live.models import LiveSession, SessionReminder
from live.reminding import send_session_reminders
from live.tasks.reminding import send_reminders
from mail.models import Delivery
from mail.rendering import render_message
from notifications.actions import choose
from notifications.models import Notice
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from users.actions import erase_user
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HOUR = timedelta(hours=1)
START = NOW + timedelta(days=3)


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,), title="Reading streets"), time_zone="Asia/Seoul")


@pytest.fixture
def session(run):
    return make_session(run, starts_at=START)


def join(run, *, enrolled_at=NOW, **fields):
    enrollment = make_enrollment(run=run, learner=make_learner(**fields))
    enrollment.enrolled_at = enrolled_at
    enrollment.save(update_fields=["enrolled_at"])
    return enrollment


def mails():
    return Delivery.objects.filter(template=SESSION_REMINDER)


def test_a_day_and_an_hour_before_and_once_each(run, session):
    join(run)

    for before in (25, 24, 23, 4, 2, 1, 0.5, 0, -1):
        for _ in range(2):
            send_session_reminders(at=START - before * HOUR)

    assert [mail.context["reason"] for mail in mails().order_by("pk")] == ["day", "hour"]
    assert SessionReminder.objects.count() == 2
    assert not Notice.objects.exists()


def test_it_says_both_clocks_in_the_readers_language_and_ends_by_one_click(run, session):
    enrollment = join(run, name="Asha", language="en", time_zone="Asia/Kathmandu")
    send_session_reminders(at=START - HOUR)

    mail = mails().get()
    message = render_message(mail)

    assert message.subject == "In an hour: “A walk through the old town”"
    assert "14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in message.body
    assert f"/en/join/{mail.token.hex}/" in message.body
    assert f"/en/notices/{mail.token.hex}/off/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.context["session"] == session.pk
    assert mail.context["enrollment"] == enrollment.pk


def test_it_is_in_the_language_of_the_learner(run, session):
    join(run, name="민수", language="ko")
    send_session_reminders(at=START - HOUR)

    message = render_message(mails().get())

    assert message.subject == "한 시간 뒤: “A walk through the old town”"
    assert "세션 알림 그만 받기" in message.body


def test_what_is_written_shortly_before_says_what_is_true_then(run, session):
    def written(**before):
        join(run, language="en", time_zone="Asia/Kathmandu")
        send_session_reminders(at=START - timedelta(**before))
        message = render_message(mails().latest("pk"))
        return message.subject, message.body

    on_time, later, open_by_now = written(minutes=46), written(minutes=44), written(minutes=6)

    assert on_time[0] == "In an hour: “A walk through the old town”"
    assert later[0] == "Starts soon, at 14:45 (Kathmandu): “A walk through the old town”"
    assert "opens 15 minutes before" in later[1]
    assert open_by_now[0] == later[0]
    assert "The way in is open." in open_by_now[1]
    assert "15 minutes before" not in open_by_now[1]
    assert {row.key[:5] for row in SessionReminder.objects.all()} == {"hour-"}


def test_of_a_session_that_starts_later_nobody_is_told_that_it_is_in_an_hour(run, session):
    join(run, language="en")
    LiveSession.objects.update(delay_minutes=30)

    send_session_reminders(at=START - HOUR)

    assert render_message(mails().get()).subject.startswith("Starts soon, at 09:30 (UTC): ")


def test_its_link_opens_the_session_without_signing_in(run, session, client):
    join(run, name="Asha Rai")
    send_session_reminders(at=START - HOUR)

    answer = client.get(f"/en/join/{mails().get().token.hex}/")

    assert answer.status_code == 200
    assert session.title in answer.content.decode()


def test_the_link_to_the_meeting_is_in_no_mail(run, session):
    join(run)
    send_session_reminders(at=START - HOUR)

    mail = mails().get()
    message = render_message(mail)

    said = [message.body, str(message.alternatives), str(mail.context)]
    assert not [text for text in said if "meet.example.org" in text]


def test_whoever_turned_them_off_gets_none_and_is_not_asked_again(run, session):
    learner = join(run).learner
    choose(user=learner, ways={SESSION_REMINDER: "NONE"})

    send_session_reminders(at=START - HOUR)

    assert not mails().exists()
    assert SessionReminder.objects.count() == 1


def test_nobody_who_left_or_is_gone_is_reminded(run, session):
    left, gone, closed = join(run), join(run), join(run)
    withdraw(enrollment=left, at=NOW)
    erase_user(user=gone.learner, at=NOW)
    closed.learner.is_active = False
    closed.learner.save()
    join(make_run(run.course))

    send_session_reminders(at=START - HOUR)

    assert not mails().exists()


@pytest.mark.parametrize("field", ["archived_at", "cancelled_at"])
def test_nothing_is_said_of_a_run_that_is_off(run, session, field):
    join(run)
    CourseRun.objects.filter(pk=run.pk).update(**{field: NOW})

    assert send_session_reminders(at=START - HOUR) == 0


def test_one_whose_people_cannot_be_written_to_does_not_stop_the_others(run, session):
    odd = join(run)
    User.objects.filter(pk=odd.learner_id).update(email="nobody")
    other = make_session(starts_at=START + HOUR)
    asha = join(other.run)

    assert send_session_reminders(at=START - 10 * HOUR) == 1

    assert mails().get().user == asha.learner


def test_nothing_is_said_of_a_cancelled_session(run, session):
    join(run)
    LiveSession.objects.update(cancelled_at=NOW, cancel_reason="The room is flooded.")

    assert send_session_reminders(at=START - HOUR) == 0


def test_a_session_that_moved_after_the_reminder_is_reminded_of_anew(run, session):
    join(run)
    send_session_reminders(at=START - HOUR)
    LiveSession.objects.update(starts_at=START + 24 * HOUR)

    send_session_reminders(at=START + 23 * HOUR)

    assert mails().count() == 2


def test_whoever_enrolled_today_gets_the_one_of_the_hour_alone(run, session):
    join(run, enrolled_at=START - 5 * HOUR)

    send_session_reminders(at=START - 4 * HOUR)
    assert not mails().exists()

    send_session_reminders(at=START - HOUR)
    assert mails().count() == 1


@pytest.mark.parametrize("number", [1, 30])
def test_reminding_many_costs_what_reminding_one_costs(run, session, number):
    for _ in range(number):
        join(run)

    with CaptureQueriesContext(connection) as queries:
        assert send_session_reminders(at=START - HOUR) == number

    asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    # sessions; people, titles, lock, session, rows, choices, reminders, mails; are there more
    assert len(asked) == 10


def test_the_task_reminds_by_the_clock(run):
    make_session(run, starts_at=timezone.now() + HOUR / 2)
    join(run, enrolled_at=timezone.now() - 48 * HOUR)

    send_reminders()

    assert mails().count() == 1
