"""A host plans a session: on the clock of a zone, once, on the terms of its block."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from core.moments import zone_of
from courses.actions import change_run
from learning.models import Enrollment
from live.actions import NotPlanned, plan_session
from live.models import LiveSession
from live.reminding import send_session_reminders
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session, session_block

from .arranging import announce, run_with_session
from .pages import fields_of, text_of

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/secret-room"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arranged():
    return run_with_session(session_block(title="Case one", required_share_percent=60))


@pytest.fixture
def run(arranged):
    return arranged[0]


@pytest.fixture
def host(run, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def page_of(run):
    return reverse("studio:session-new", args=[run.pk])


def send(client, run, **values):
    filled = {**fields_of(client.get(page_of(run))), "join_url": LINK, **values}
    return client.post(page_of(run), filled)


def planned(run, **values):
    return {
        "title": "Case two",
        "starts_at": NOW + timedelta(days=2),
        "planned_for": "2027-01-22T18:00",
        "time_zone": "Asia/Seoul",
        **values,
    }


def test_a_session_is_planned_on_the_clock_of_the_run_with_the_terms_of_its_block(
    run, arranged, host, client
):
    response = send(client, run, start="2027-01-25T19:00", agenda="One street.", minutes="60")

    assert response.url == reverse("studio:run-sessions", args=[run.pk])
    session = LiveSession.objects.get()
    assert session.starts_at == datetime(2027, 1, 25, 10, 0, tzinfo=UTC)
    assert (session.planned_for, session.time_zone) == ("2027-01-25T19:00", "Asia/Seoul")
    assert session.title == "Case one"
    assert session.activity_key == arranged[1]["id"]
    assert session.required_share_percent == 60
    assert session.minutes == 60
    assert session.sequence == 0
    assert session.created_by == host
    page = text_of(client.get(response.url))
    assert "25 January 2027, 19:00 – 20:00 (Seoul)" in page
    assert "for whoever is there for 60 % of it" in page


def test_the_log_says_who_planned_it_and_never_the_link(run, host, client):
    send(client, run, start="2027-01-25T19:00")

    entry = ModelLogEntry.objects.get(action="live.plan_session")
    assert entry.user == host
    assert "secret-room" not in f"{entry.data} {entry.label}"


def test_the_same_form_sent_twice_plans_one_session(run, host, client):
    values = {
        **fields_of(client.get(page_of(run))),
        "start": "2027-01-25T19:00",
        "join_url": LINK,
        "title": "Only one",
        "activity": "",
    }

    client.post(page_of(run), values)
    response = client.post(page_of(run), values, follow=True)

    assert LiveSession.objects.count() == 1
    assert "This session was planned already" in text_of(response)


def test_a_second_form_for_the_same_session_of_the_course_is_refused(run, arranged, host, client):
    values = {**fields_of(client.get(page_of(run))), "start": "2027-01-25T19:00"}
    make_session(run, block=arranged[1])

    response = client.post(page_of(run), values)

    assert response.status_code == 422
    assert "This session of the course has its time already." in text_of(response)
    assert LiveSession.objects.count() == 1


def test_two_tabs_at_the_same_moment_find_each_other_in_the_action(run, arranged, host):
    activity = {
        "lesson_key": make_session(run, block=arranged[1]).lesson_key,
        "activity_key": arranged[1]["id"],
    }

    with pytest.raises(NotPlanned, match="has its time already"):
        plan_session(run=run, values=planned(run, **activity), token=uuid4(), by=host, at=NOW)


def test_a_cancelled_session_leaves_its_activity_free(run, arranged, host, client):
    make_session(run, block=arranged[1], cancelled_at=NOW, cancel_reason="Illness")

    assert send(client, run, start="2027-01-25T19:00").status_code == 302
    assert LiveSession.objects.uncancelled().count() == 1


def test_an_hour_that_the_clock_leaves_out_is_refused_with_what_to_choose(run, host, client):
    response = send(client, run, start="2027-03-14T02:30", time_zone="America/New_York")

    assert response.status_code == 422
    assert (
        "At that hour the clock in New York goes from 02:00 to 03:00. Choose 03:30 or 01:30."
    ) in text_of(response)
    assert 'value="2027-03-14T02:30"' in response.content.decode()
    assert not LiveSession.objects.exists()


def test_an_hour_that_comes_twice_is_asked_for_and_kept(run, host, client):
    typed = {"start": "2027-11-07T01:30", "time_zone": "America/New_York"}

    response = send(client, run, **typed)

    assert response.status_code == 422
    assert "it shows 01:30 twice" in text_of(response)
    assert "the second 01:30" in text_of(response)
    send(client, run, **typed, fold="1")
    session = LiveSession.objects.get()
    assert session.starts_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert session.fold == 1


def test_the_hour_is_asked_of_the_chosen_zone_not_of_the_askers(run, host, client):
    UserProfile.objects.update_or_create(
        user=host, defaults={"current_time_zone": "America/New_York"}
    )

    assert send(client, run, start="2027-03-14T02:30").status_code == 302
    assert LiveSession.objects.get().starts_at == datetime(2027, 3, 13, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"start": ""}, "Choose day and time."),
        ({"start": "tomorrow"}, "“tomorrow” cannot be read. Write day and time as in"),
        ({"start": "2026-12-01T09:00"}, "more than a week ago"),
        ({"start": "2037-01-25T09:00"}, "more than five years away"),
        ({"start": "2127-01-25T09:00"}, "Is the year 2127 right?"),
        ({"minutes": "0"}, "from 1 to 1440 minutes"),
        ({"minutes": "1441"}, "from 1 to 1440 minutes"),
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"join_url": "javascript:alert(1)"}, "it begins with https://"),
        ({"join_url": "http://meet.example.org/"}, "it begins with https://"),
        ({"place": "ROOM", "room": " "}, "Say in which room it is."),
        ({"activity": "", "title": ""}, "Give the session a title."),
        ({"activity": "", "title": "\u200b\u3164"}, "Give the session a title."),
        ({"activity": "x y"}, "has its time already"),
        ({"capacity": "-3"}, "Write a number from 1 on"),
        ({"reading": "The guide"}, "has no web address"),
        ({"speakers": "x\n" * 21}, "20 lines at most"),
        ({"agenda": "a\x00b"}, "Null characters are not allowed"),
        ({"speakers": "a\x00b"}, "cannot be kept"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    run, host, client, values, sentence
):
    response = send(client, run, **{"start": "2027-01-25T19:00", "title": "Kept", **values})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "title" in values or 'value="Kept"' in response.content.decode()
    assert not LiveSession.objects.exists()


def test_where_the_zone_of_the_run_is_gone_another_is_asked_for(run, host, client):
    change_run(run=run, values={"time_zone": "Europe/Atlantis"}, by=host, at=NOW)

    response = send(client, run, start="2027-01-25T19:00")

    assert response.status_code == 422
    assert "There is no such time zone. Choose one of the list." in text_of(response)
    assert not LiveSession.objects.exists()


def test_a_start_in_the_past_is_planned_only_by_who_says_that_it_was_held(run, host, client):
    assert "It was held already" not in text_of(client.get(page_of(run)))
    past = {"start": "2027-01-17T23:00", "time_zone": "Europe/Paris"}

    refused = send(client, run, **past)

    assert refused.status_code == 422
    assert (
        "You typed 17 January 2027, 23:00 (Paris). That is past: "
        "it is 20 January 2027, 10:00 (Paris) now."
    ) in text_of(refused)
    assert "It was held already" in text_of(refused)
    assert not LiveSession.objects.exists()
    assert send(client, run, **past, was_held="on").status_code == 302
    assert LiveSession.objects.get().planned_for == "2027-01-17T23:00"


def test_what_begins_in_this_minute_is_not_past(run, host, client):
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False):
        here = f"{NOW.astimezone(zone_of(run.time_zone)):%Y-%m-%dT%H:%M}"
        assert send(client, run, start=here).status_code == 302


def said_after(client, response):
    """What stands above the next page, and where its buttons lead."""
    page = BeautifulSoup(client.get(response.url).content, "html.parser").select_one(".messages")
    return " ".join(page.get_text(" ").split()), [link["href"] for link in page.select("a")]


def test_whoever_planned_it_reads_that_nobody_is_told_and_where_to_announce_it(run, host, client):
    said, links = said_after(client, send(client, run, start="2027-01-25T19:00"))

    assert (
        "It is planned. Nobody gets a mail about it: announce it if people should know now."
    ) in said
    assert "missing" not in said
    address = reverse("studio:run-announce", args=[run.pk])
    assert links == [f"{address}?session={LiveSession.objects.get().pk}"]
    assert client.get(links[0]).status_code == 200


def test_a_link_that_is_missing_is_said(run, host, client):
    said, _links = said_after(client, send(client, run, start="2027-01-25T19:00", join_url=""))

    assert "The link to the meeting is missing: give it before the start." in said


def test_of_one_that_was_held_no_link_is_missing_and_nothing_is_announced(run, host, client):
    response = send(client, run, start="2027-01-19T19:00", was_held="on", join_url="")

    said, links = said_after(client, response)

    assert "It is entered among the sessions of the run." in said
    assert "missing" not in said
    assert links == []


def test_a_session_after_the_end_of_the_run_is_planned_with_a_warning(run, host, client):
    run.ends_at = datetime(2027, 1, 25, 10, 0, tzinfo=UTC)
    run.save(update_fields=["ends_at"])

    said, _links = said_after(client, send(client, run, start="2027-01-25T19:00"))

    assert (
        "1 session begins after the end of the run, which is 25 January 2027, 19:00 (Seoul)"
    ) in said


def test_a_refused_form_begins_with_what_is_wrong_and_where(run, host, client):
    response = send(client, run, start="", minutes="0", place="ROOM", room="")

    page = BeautifulSoup(response.content, "html.parser").select_one(".studio-page")
    alert = page.select_one("[role=alert]")
    assert page.select_one("form").find_previous(attrs={"role": "alert"}) is alert
    assert "Nothing is saved yet: 3 fields need another look." in alert.get_text()
    links = {link["href"]: link.get_text() for link in alert.select("a")}
    assert links == {
        "#id_start": "Day and time",
        "#id_minutes": "Length in minutes",
        "#id_room": "Room",
    }
    assert all(page.select_one(f"form {target}") for target in links)
    fine = BeautifulSoup(client.get(page_of(run)).content, "html.parser")
    assert fine.select_one(".studio-page [role=alert]") is None


def test_a_room_drops_the_link_and_lines_become_speakers_and_reading(run, host, client):
    send(
        client,
        run,
        start="2027-01-25T19:00",
        place="ROOM",
        room="Hall 2, City Hall",
        speakers="Rina Kusuma, City of Surabaya\nKim Min-ji",
        reading="The guide https://example.org/guide",
    )

    session = LiveSession.objects.get()
    assert (session.place, session.room, session.join_url) == ("ROOM", "Hall 2, City Hall", "")
    assert session.speakers == [
        {"name": "Rina Kusuma", "role": "City of Surabaya"},
        {"name": "Kim Min-ji", "role": ""},
    ]
    assert session.reading == [{"title": "The guide", "url": "https://example.org/guide"}]


def test_a_run_without_blocks_plans_a_session_that_counts_for_nothing(host, client, run):
    announce(run.course)

    send(client, run, start="2027-01-25T19:00", title="Open hour")

    session = LiveSession.objects.get()
    assert (session.activity_key, session.lesson_key) == ("", None)
    page = text_of(client.get(reverse("studio:run-sessions", args=[run.pk])))
    assert "Counts for nothing: no lesson announces it." in page


def test_the_list_says_what_has_no_time_and_what_the_course_announces_no_more(
    run, arranged, host, client
):
    address = reverse("studio:run-sessions", args=[run.pk])
    assert "Case one" in text_of(client.get(address))

    make_session(
        run, block=arranged[1], time_zone="Europe/Atlantis", planned_for="2027-01-21T09:00"
    )
    announce(run.course)

    page = text_of(client.get(address))
    assert "The course does not announce it any more" in page
    assert "The zone “Europe/Atlantis” is none any more: the time is shown in UTC." in page
    assert "There is none. A lesson announces a session" in page


def test_a_cancelled_run_takes_no_session(run, host):
    change_run(run=run, values={"cancelled_at": NOW}, by=host, at=NOW)

    with pytest.raises(NotPlanned, match="cancelled or archived"):
        plan_session(run=run, values=planned(run), token=uuid4(), by=host, at=NOW)


def test_who_stands_in_the_team_hosts_and_another_author_does_not(run, host, client):
    other = make_run()
    assert client.get(page_of(other)).status_code == 404

    other.team.add(host)

    assert client.get(page_of(other)).status_code == 200
    assert client.get(reverse("studio:run-sessions", args=[other.pk])).status_code == 200


def test_whoever_plans_one_for_today_reads_that_people_are_reminded_at_once(run, host, client):
    make_enrollment(run=run, learner=make_learner())
    Enrollment.objects.update(enrolled_at=NOW - timedelta(days=3))
    soon = f"{(NOW + timedelta(minutes=30)).astimezone(zone_of(run.time_zone)):%Y-%m-%dT%H:%M}"
    form = client.get(reverse("studio:session-new", args=[run.pk]))

    with time_machine.travel(NOW, tick=False):
        said, links = said_after(client, send(client, run, start=soon))
        written = send_session_reminders(at=NOW)

    assert "Planning writes to nobody. 1 person in the run is reminded by mail" in text_of(form)
    assert "It begins soon: 1 person gets a reminder of it within minutes." in said
    assert "Nobody gets a mail" not in said
    assert (len(links), written) == (1, 1)
