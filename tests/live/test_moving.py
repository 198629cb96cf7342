"""A session is changed or moved: everybody in the run hears of it once, and old links lead on."""

import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from learning.actions import withdraw
from live import telling
from live.actions import ChangedMeanwhile, NotChanged, change_session
from live.mails import SESSION_MOVED, SESSION_REMINDER
from live.models import Attendance, LiveSession, SessionReminder
from live.reminding import send_session_reminders
from mail.models import Delivery, DeliveryState
from mail.rendering import render_message
from notifications.kinds import kind_of
from notifications.models import Notice
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session, make_session_link
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HOUR = timedelta(hours=1)
START = NOW + timedelta(days=3)


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,), title="Reading streets"), time_zone="Asia/Seoul")


@pytest.fixture
def session(run):
    return make_session(run, starts_at=START)


@pytest.fixture
def asha(run):
    person = make_learner(name="Asha", language="en", time_zone="Asia/Kathmandu")
    return make_enrollment(run=run, learner=person)


def at_time(moment, zone="Asia/Seoul"):
    local = moment.astimezone(ZoneInfo(zone))
    return {"starts_at": moment, "planned_for": f"{local:%Y-%m-%dT%H:%M}"}


def change(session, *, at=NOW, sequence=None, by=None, **values):
    session.refresh_from_db()
    return change_session(
        session=session,
        values=values,
        sequence=session.sequence if sequence is None else sequence,
        by=by or make_learner(),
        at=at,
    )


def mails(template=SESSION_MOVED):
    return Delivery.objects.filter(template=template).order_by("pk")


def test_everybody_in_the_run_is_told_once_in_their_time_and_the_hosts(run, session, asha):
    gone = make_enrollment(run=run)
    withdraw(enrollment=gone, at=NOW)

    now, told = change(session, **at_time(START + 2 * HOUR))
    change_session(session=session, values=at_time(START + 2 * HOUR), sequence=0, by=None, at=NOW)

    assert (told, now.sequence, now.changed_at) == (1, 1, NOW)
    message = render_message(mails().get())
    assert message.subject == "Another time: “A walk through the old town”"
    assert "Now:\n23 January 2027, 16:45 – 18:15 (Kathmandu); 20:00 (Seoul)" in message.body
    assert "Before:\n23 January 2027, 14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in message.body
    token = mails().get().token.hex
    assert f"/en/join/{token}/" in message.body
    assert f"/calendar/sessions/{session.key}.ics" in message.body
    assert "meet.example.org" not in message.body
    assert "off/" not in message.body


@pytest.mark.parametrize("chunk", [1, 2, 3, 4])
def test_people_of_several_chunks_are_told_once_each(run, session, monkeypatch, chunk):
    monkeypatch.setattr(telling, "CHUNK", chunk)
    people = [make_enrollment(run=run).learner for _ in range(3)]

    _now, told = change(session, **at_time(START + HOUR))

    assert told == 3
    assert [mail.user for mail in mails()] == people


def test_it_stands_among_the_notices_and_leads_to_the_session(run, session, asha):
    change(session, **at_time(START + HOUR))

    notice = Notice.objects.get()
    line = kind_of(SESSION_MOVED).say(notice.values)
    assert line.startswith("“A walk through the old town” is moved: ")
    assert "(Kathmandu)" in line
    assert line.endswith("Online")
    assert reverse(notice.target[0], args=notice.target[1]).endswith(f"{session.key}/")


def test_the_mail_is_in_the_language_of_its_reader(run, session):
    make_enrollment(run=run, learner=make_learner(name="민수", language="ko"))

    change(session, place="ROOM", room="Hall 2", join_url="")

    message = render_message(mails().get())
    assert "민수 님" in message.body
    assert message.subject == "장소 변경: “A walk through the old town”"
    assert "Hall 2" in message.body


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Case two"},
        {"agenda": "One street."},
        {"join_url": "https://meet.example.org/another"},
        {"capacity": 300},
    ],
)
def test_what_is_neither_time_nor_place_makes_a_version_and_tells_nobody(session, asha, values):
    now, told = change(session, **values)

    assert (told, now.sequence) == (0, 1)
    assert not mails().exists()
    entry = ModelLogEntry.objects.get(action="live.change_session")
    assert entry.data == {"changed": [*values]}


def test_the_same_again_from_an_older_form_changes_nothing_and_something_else_is_refused(
    session, asha
):
    change(session, agenda="One street.", sequence=0)

    assert change(session, agenda="One street.", sequence=0)[1] == 0
    with pytest.raises(ChangedMeanwhile, match="Nothing is saved yet"):
        change(session, agenda="Two streets.", sequence=0)
    assert LiveSession.objects.get().sequence == 1


def test_moved_twice_before_the_first_mail_left_tells_of_the_second_alone(session, asha):
    send_session_reminders(at=START - HOUR)
    change(session, **at_time(START + HOUR), at=START - HOUR)
    change(session, **at_time(START + 5 * HOUR), at=START - HOUR)

    states = dict(mails().values_list("key", "state"))
    assert states == {
        f"session-moved:{asha.pk}:{session.pk}:1": DeliveryState.SKIPPED,
        f"session-moved:{asha.pk}:{session.pk}:2": DeliveryState.PENDING,
    }
    assert mails(SESSION_REMINDER).get().state == DeliveryState.SKIPPED


def test_a_mail_that_is_sent_already_stays_sent(session, asha):
    change(session, **at_time(START + HOUR))
    mails().update(state=DeliveryState.SENT, sent_at=NOW)

    change(session, **at_time(START + 2 * HOUR))

    assert sorted(mails().values_list("state", flat=True)) == ["PENDING", "SENT"]


def test_after_a_move_reminders_go_for_the_new_time_and_never_for_the_old(session, asha):
    asha.enrolled_at = NOW
    asha.save(update_fields=["enrolled_at"])
    later = START + timedelta(days=2)
    send_session_reminders(at=START - 24 * HOUR)

    change(session, **at_time(later), at=START - 23 * HOUR)
    send_session_reminders(at=START - HOUR)
    send_session_reminders(at=later - 24 * HOUR)

    assert [mail.context["reason"] for mail in mails(SESSION_REMINDER)] == ["day", "day"]
    assert [key[-13:] for key in SessionReminder.objects.values_list("key", flat=True)] == [
        f"{START:%Y%m%dT%H%M}",
        f"{later:%Y%m%dT%H%M}",
    ]


def test_who_hears_of_a_move_within_the_last_day_gets_no_second_mail_beside_it(session, asha):
    asha.enrolled_at = NOW
    asha.save(update_fields=["enrolled_at"])
    soon = NOW + 20 * HOUR

    change(session, **at_time(soon), at=NOW + HOUR)
    send_session_reminders(at=NOW + HOUR)
    assert not mails(SESSION_REMINDER).exists()

    send_session_reminders(at=soon - HOUR)
    assert mails(SESSION_REMINDER).get().context["reason"] == "hour"


def test_the_link_of_an_old_mail_shows_the_new_time(session, asha, client):
    token = make_session_link(session, asha)

    change(session, **at_time(START + timedelta(days=7)))

    page = client.get(reverse("live:personal", args=[token])).content.decode()
    assert "30 January 2027" in page
    assert f"{START:%d} January 2027" not in page


def test_a_session_that_was_held_keeps_its_time_and_place_and_its_agenda_can_be_written(
    session, asha
):
    make_attendance(session, asha)
    over = START + 2 * HOUR

    with pytest.raises(NotChanged, match="was held"):
        change(session, **at_time(START + 24 * HOUR), at=over)
    assert change(session, agenda="What we saw.", at=over)[0].agenda == "What we saw."


def test_one_that_nobody_came_to_is_moved_even_after_its_time(session, asha):
    assert change(session, **at_time(START + 48 * HOUR), at=START + 3 * HOUR)[1] == 1


def test_who_came_to_the_old_time_has_not_come_to_another_day(session, asha):
    make_attendance(session, asha, at=START - HOUR / 6)
    LiveSession.objects.update(code="ABCDEF", delay_minutes=10)

    change(session, **at_time(START + 48 * HOUR), at=START)

    session.refresh_from_db()
    assert (session.code, session.delay_minutes) == ("", 0)
    assert not Attendance.objects.exists()


def test_a_move_by_some_minutes_keeps_who_is_there_already(session, asha):
    make_attendance(session, asha, at=START - HOUR / 6)

    change(session, **at_time(START + HOUR / 4), at=START - HOUR / 6)

    assert Attendance.objects.count() == 1


def test_a_cancelled_session_is_not_changed(session):
    LiveSession.objects.update(cancelled_at=NOW, cancel_reason="Illness")

    with pytest.raises(NotChanged, match="is cancelled"):
        change(session, title="Anew")


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_make_one_version_and_one_mail(session, asha):
    host = make_learner()

    def save(place):
        with contextlib.suppress(ChangedMeanwhile):
            change_session(
                session=session, values=at_time(START + HOUR), sequence=0, by=host, at=NOW
            )

    at_once(4, save)

    assert LiveSession.objects.get().sequence == 1
    assert mails().count() == 1


def test_a_thousand_people_cost_as_many_queries_as_one(run, session, asha):
    host = make_learner()
    with CaptureQueriesContext(connection) as one:
        change(session, **at_time(START + HOUR), by=host)
    for _ in range(20):
        make_enrollment(run=run)

    with CaptureQueriesContext(connection) as many:
        assert change(session, **at_time(START + 2 * HOUR), by=host)[1] == 21

    assert len(many) == len(one)


def test_times_across_a_change_of_the_clock_are_said_right(session, asha):
    santiago = datetime(2027, 4, 3, 23, 30, tzinfo=ZoneInfo("America/Santiago"))

    change(
        session, starts_at=santiago, planned_for="2027-04-03T23:30", time_zone="America/Santiago"
    )

    body = render_message(mails().get()).body
    assert "4 April 2027, 08:15 – 09:45 (Kathmandu); 3 April 2027, 23:30 (Santiago)" in body
