"""Three consecutive sessions: planned at once at the host's hour, told apart, moved together."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from live.actions import (
    ChangedMeanwhile,
    cancel_session,
    change_following,
    change_session,
    plan_series,
)
from live.hours import Hour, at_hour
from live.models import LiveSession
from live.reminding import send_session_reminders
from live.series import lay_out, place_in_series, say_place
from live.terms import session_activities
from mail.models import WAITING_STATES, Delivery
from mail.rendering import render_message
from notifications.models import Notice
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import session_block

from .arranging import announce, run_with_session
from .pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PARIS = Hour(datetime(2027, 3, 15, 8, 0, tzinfo=UTC), "2027-03-15T09:00", 0, "Europe/Paris")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    run, _block = run_with_session(time_zone="Europe/Paris")
    announce(run.course, *(session_block(title=f"Case {number}") for number in (1, 2, 3)))
    run.refresh_from_db()
    return run


@pytest.fixture
def host(run, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def steps_of(run):
    return lay_out(PARIS, count=3, every_days=7, announced=session_activities(run))


@pytest.fixture
def series(run, host):
    values = {"title": "", "join_url": "https://meet.example.org/cases"}
    planned, is_new = plan_series(
        run=run, values=values, steps=steps_of(run), token=uuid4(), by=host, at=NOW
    )
    assert is_new
    return planned


def local(session):
    return session.planned_for, f"{session.starts_at:%d %H:%M}"


def move(session, host, **values):
    return change_following(
        session=session, values=values, sequence=session.sequence, by=host, at=NOW
    )


def test_each_is_at_the_same_hour_of_the_host_across_the_change_of_the_clock(series):
    assert [local(each) for each in series] == [
        ("2027-03-15T09:00", "15 08:00"),
        ("2027-03-22T09:00", "22 08:00"),
        ("2027-03-29T09:00", "29 07:00"),  # summer
    ]
    assert [each.title for each in series] == ["Case 1", "Case 2", "Case 3"]
    assert len({each.activity_key for each in series}) == 3
    assert len({each.series_key for each in series}) == 1


def test_the_same_form_sent_twice_plans_the_series_once(run, host):
    token = uuid4()
    for is_first in (True, False):
        planned, is_new = plan_series(
            run=run, values={"title": ""}, steps=steps_of(run), token=token, by=host, at=NOW
        )
        assert (len(planned), is_new) == (3, is_first)

    assert LiveSession.objects.count() == 3


def test_an_hour_that_the_clock_leaves_out_is_the_first_after_it_on_that_day_alone():
    night = Hour(datetime(2027, 3, 21, 1, 30, tzinfo=UTC), "2027-03-21T02:30", 0, "Europe/Paris")

    found = lay_out(night, count=3, every_days=7, announced=[])

    assert [step.hour.planned_for[-5:] for step in found] == ["02:30", "03:30", "02:30"]
    assert [step.hour.is_shifted for step in found] == [False, True, False]


def test_pages_and_mails_say_which_of_how_many(series, client):
    enrollment = make_enrollment(run=series[0].run)
    enrollment.enrolled_at = NOW
    enrollment.save(update_fields=["enrolled_at"])
    client.force_login(enrollment.learner)
    address = reverse("live:session", args=[series[1].run.slug, series[1].key])

    assert "Session 2 of 3" in text_of(client.get(address))
    send_session_reminders(at=series[1].starts_at - timedelta(hours=1))
    message = render_message(Delivery.objects.get(template="session_reminder"))
    assert "Session 2 of 3\n" in message.body


def test_a_cancelled_one_is_not_counted_and_one_by_itself_has_no_number(series, host):
    cancel_session(session=series[0], reason="Illness", drops=False, by=host, at=NOW)

    assert [place_in_series(each) for each in LiveSession.objects.order_by("starts_at")] == [
        *(None, (1, 2), (2, 2))
    ]
    assert say_place(None) == ""


def test_this_and_those_that_follow_move_by_the_same_days_and_hours(series, host):
    make_enrollment(run=series[0].run)
    later = datetime(2027, 3, 24, 13, 0, tzinfo=UTC)

    changed, told = move(series[1], host, starts_at=later, planned_for="2027-03-24T14:00")

    assert told == 1
    assert len(changed) == 2
    assert [local(each) for each in LiveSession.objects.order_by("starts_at")] == [
        ("2027-03-15T09:00", "15 08:00"),
        ("2027-03-24T14:00", "24 13:00"),
        ("2027-03-31T14:00", "31 12:00"),
    ]
    assert Delivery.objects.filter(template="session_moved").count() == 1


def test_they_take_over_a_place_that_changes_and_keep_their_words(series, host):
    move(series[0], host, place="ROOM", room="Hall 2", join_url="", agenda="One street.")

    rows = LiveSession.objects.order_by("starts_at")
    assert [each.room for each in rows] == ["Hall 2"] * 3
    assert [each.agenda for each in rows] == ["One street.", "", ""]


def test_everybody_gets_one_mail_about_all_that_move_and_a_line_for_each(series, host):
    learner = make_enrollment(run=series[0].run).learner
    hour = at_hour("2027-03-16T09:00", "Europe/Paris", 0)

    move(series[0], host, **hour.fields())

    delivery = Delivery.objects.get(user=learner, template="session_moved")
    message = render_message(delivery)
    text = message.body
    assert message.subject == "Moved: “Case 1” and 2 more"
    assert "Session 1 of 3" in text
    follow = text[text.index("The sessions that follow are moved with it:") :]
    assert "Case 2 (Session 2 of 3)" in follow
    assert "23 March 2027" in follow
    assert "30 March 2027" in follow
    lines = Notice.objects.filter(user=learner, kind__startswith="session_moved")
    assert lines.count() == 3
    assert lines.filter(mailed_at__isnull=False).count() == 1


def waiting(learner):
    """What is about to leave, by the session it is about."""
    rows = Delivery.objects.filter(user=learner, state__in=WAITING_STATES).order_by("pk")
    about = rows.filter(template__startswith="session_")
    return [(row.context["title"], row.template, render_message(row).body) for row in about]


def alone(session, host, start):
    session.refresh_from_db()
    hour = at_hour(start, "Europe/Paris", 0)
    return change_session(
        session=session, values=hour.fields(), sequence=session.sequence, by=host, at=NOW
    )


def test_the_others_are_told_where_the_mail_about_all_waits_and_the_first_moves_again(series, host):
    learner = make_enrollment(run=series[0].run).learner
    move(series[0], host, **at_hour("2027-03-16T09:00", "Europe/Paris", 0).fields())

    alone(series[0], host, "2027-03-18T09:00")

    (first, _template, _text), (second, template, text) = waiting(learner)
    assert (first, second, template) == ("Case 1", "Case 2", "session_moved")
    assert "Now:\nSession 2 of 3\n23 March 2027" in text
    assert "Before:\n22 March 2027" in text
    assert "Session 2 of 3" in text
    assert "Case 3 (Session 3 of 3)\n30 March 2027" in text
    assert "Case 1" not in text


def test_the_others_are_told_where_the_first_is_cancelled_meanwhile(series, host):
    learner = make_enrollment(run=series[0].run).learner
    move(series[0], host, **at_hour("2027-03-16T09:00", "Europe/Paris", 0).fields())
    alone(series[1], host, "2027-03-25T09:00")

    cancel_session(session=series[0], reason="Storm", drops=False, by=host, at=NOW)

    assert [(title, template) for title, template, _text in waiting(learner)] == [
        ("Case 2", "session_moved"),
        ("Case 1", "session_cancelled"),
        ("Case 3", "session_moved"),
    ]


def test_all_that_move_once_more_are_told_in_one_mail(series, host):
    learner = make_enrollment(run=series[0].run).learner
    move(series[0], host, **at_hour("2027-03-16T09:00", "Europe/Paris", 0).fields())
    series[0].refresh_from_db()

    move(series[0], host, **at_hour("2027-03-17T09:00", "Europe/Paris", 0).fields())

    [(title, _template, text)] = waiting(learner)
    assert title == "Case 1"
    assert "31 March 2027" in text


def test_an_older_form_moves_none_of_them(series, host):
    with pytest.raises(ChangedMeanwhile):
        change_following(session=series[0], values={"minutes": 30}, sequence=7, by=host, at=NOW)

    assert set(LiveSession.objects.values_list("minutes", flat=True)) == {90}


def send(client, run, values, **more):
    address = reverse("studio:session-new", args=[run.pk])
    return client.post(address, {**(values or fields_of(client.get(address))), **more})


def test_the_form_shows_the_dates_first_and_plans_them_as_they_were_shown(run, host, client):
    typed = {"start": "2027-03-15T09:00", "count": "3", "join_url": "https://meet.example.org/x"}

    shown = send(client, run, None, **typed)
    assert shown.status_code == 200
    page = text_of(shown)
    assert page.index("Case 1 15 March 2027, 09:00") < page.index("Case 3 29 March 2027, 09:00")
    assert not LiveSession.objects.exists()

    again = send(client, run, fields_of(shown), every_days="14")
    assert "Case 3 12 April 2027, 09:00" in text_of(again)
    assert not LiveSession.objects.exists()

    assert send(client, run, fields_of(again)).status_code == 302
    days = LiveSession.objects.order_by("starts_at").values_list("planned_for", flat=True)
    assert [day[:10] for day in days] == ["2027-03-15", "2027-03-29", "2027-04-12"]


def test_those_after_the_end_of_the_run_are_counted_before_and_after(run, host, client):
    run.ends_at = datetime(2027, 3, 20, 17, 0, tzinfo=UTC)
    run.save(update_fields=["ends_at"])
    warning = "2 sessions begin after the end of the run, which is 20 March 2027, 18:00 (Paris)"

    shown = send(client, run, None, start="2027-03-15T09:00", count="3")
    assert warning in text_of(shown)
    page = text_of(client.get(send(client, run, fields_of(shown)).url))

    assert "3 sessions are planned. Nobody gets a mail about them: announce them if " in page
    assert "is missing: give it to each of them before its start." in page
    assert warning in page
    assert LiveSession.objects.count() == 3


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"count": "4"}, "From there on the course announces 3 sessions without a time."),
        ({"count": "0"}, "Write a number from 1 to 20."),
        ({"count": "x"}, "Write a number from 1 to 20."),
        ({"count": "2", "every_days": "0"}, "Write a number of days from 1 to 366."),
    ],
)
def test_a_number_that_cannot_be_is_said_beside_its_field(run, host, client, values, sentence):
    response = send(client, run, None, start="2027-03-15T09:00", **values)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not LiveSession.objects.exists()


def test_the_form_of_one_in_a_series_asks_which_are_meant(series, host, client):
    address = reverse("studio:session", args=[series[1].pk])
    shown = client.get(address)
    assert "This and all that follow" in text_of(shown)

    moved = {"start": "2027-03-23T09:00", "which": "FOLLOWING"}
    assert client.post(address, {**fields_of(shown), **moved}).status_code == 302

    days = LiveSession.objects.order_by("starts_at").values_list("planned_for", flat=True)
    assert [day[8:10] for day in days] == ["15", "23", "30"]
    last = reverse("studio:session", args=[series[2].pk])
    assert "This and all that follow" not in text_of(client.get(last))


def test_whoever_moves_all_that_follow_reads_how_many_and_that_the_link_is_of_one(
    series, host, client
):
    page = reverse("studio:session", args=[series[0].pk])
    typed = {"start": "2027-03-16T09:00", "join_url": "https://meet.example.org/new"}

    saved = client.post(
        page, {**fields_of(client.get(page)), **typed, "which": "FOLLOWING"}, follow=True
    )

    said = text_of(saved)
    assert "3 sessions were moved." in said
    assert "The link to the meeting was changed of the first of them only." in said
    assert "Session 2 of 3" in said
