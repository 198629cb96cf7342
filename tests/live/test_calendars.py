"""Calendars: the same in two parsers and three zones, after a move and after a cancellation."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from wagtail.models import ModelLogEntry

from learning.actions import withdraw
from live.actions import cancel_session, change_session, renew_calendar
from live.models import PersonalLinks
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import DAY, make_session, make_session_link

from .pages import text_of

pytestmark = pytest.mark.django_db
# A start before and one after the clock changes there, or in the hour that comes twice.
ZONES = {
    "Asia/Kathmandu": [datetime(2027, 3, 27, 3, 15, tzinfo=UTC)],
    "America/Santiago": [
        datetime(2027, 4, 4, 2, 30, tzinfo=UTC),
        datetime(2027, 4, 4, 3, 30, tzinfo=UTC),
    ],
    "Australia/Lord_Howe": [
        datetime(2027, 4, 3, 14, 45, tzinfo=UTC),
        datetime(2027, 4, 3, 15, 15, tzinfo=UTC),
    ],
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrollment():
    return make_enrollment(learner=make_learner(time_zone="Asia/Kathmandu"))


def own_address(user):
    renew_calendar(user=user, shown="", at=NOW)
    return reverse(
        "live-calendars:mine", args=[PersonalLinks.objects.get(user=user).calendar_key.hex]
    )


def read_twice(content):
    """By icalendar and by ical: (uid, start, end, sequence, status, title) of each, the same."""
    first = [
        (
            str(each["uid"]),
            each.decoded("dtstart"),
            each.decoded("dtend"),
            int(each["sequence"]),
            str(each["status"]),
            str(each["summary"]),
        )
        for each in Calendar.from_ical(content).events
    ]
    events = IcsCalendarStream.calendar_from_ics(content.decode()).events
    second = [
        (each.uid, each.dtstart, each.dtend, each.sequence, each.status.value, each.summary)
        for each in events
    ]
    assert sorted(first) == sorted(second)
    return sorted(first)


@pytest.mark.parametrize("zone", ZONES)
def test_two_parsers_read_the_same_moments_across_a_change_of_the_clock(enrollment, client, zone):
    starts = ZONES[zone]
    for start in starts:
        make_session(enrollment.run, starts_at=start, time_zone=zone)

    content = client.get(own_address(enrollment.learner)).content

    found = read_twice(content)
    assert sorted((start, end) for _uid, start, end, *_rest in found) == [
        (start, start + timedelta(minutes=90)) for start in starts
    ]
    assert zone in content.decode()


@pytest.mark.parametrize("zone", ZONES)
def test_a_move_and_a_cancellation_keep_the_name_and_raise_the_number(enrollment, client, zone):
    start = ZONES[zone][-1]
    session = make_session(enrollment.run, starts_at=start, time_zone=zone)
    address = own_address(enrollment.learner)
    [before] = read_twice(client.get(address).content)

    planned = (start + DAY).astimezone(ZoneInfo(zone))
    session, _told = change_session(
        session=session,
        values={"starts_at": start + DAY, "planned_for": f"{planned:%Y-%m-%dT%H:%M}"},
        sequence=0,
        by=enrollment.learner,
        at=NOW + timedelta(hours=1),
    )
    [moved] = read_twice(client.get(address).content)
    cancel_session(
        session=session,
        reason="Illness",
        drops=False,
        by=enrollment.learner,
        at=NOW + timedelta(hours=2),
    )
    [cancelled] = read_twice(client.get(address).content)

    assert before[0] == moved[0] == cancelled[0] == f"{session.key}@citynet-learning"
    assert moved[1] == start + DAY
    assert [each[3] for each in (before, moved, cancelled)] == [0, 1, 2]
    assert [each[4] for each in (before, moved, cancelled)] == [
        *("CONFIRMED", "CONFIRMED", "CANCELLED"),
    ]


def test_titles_of_every_script_are_folded_and_read_back_equal(enrollment, client):
    titles = ["নগর পরিকল্পনা " * 12, "🚲🏙️" * 40, "تخطيط المدن, دورة؛ " * 9, "A;b,c\\d"]
    for title in titles:
        make_session(enrollment.run, title=title.strip()[:255])

    content = client.get(own_address(enrollment.learner)).content

    assert {each[-1] for each in read_twice(content)} == {each.strip()[:255] for each in titles}
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_calendar_never_holds_the_link_to_a_meeting(enrollment, client):
    session = make_session(enrollment.run, speakers=[{"name": "Rina", "role": "r@example.org"}])
    key = session.run.course.key

    for address in (
        own_address(enrollment.learner),
        reverse("live-calendars:course", args=[key]),
        reverse("live-calendars:session", args=[session.key]),
    ):
        content = client.get(address).content.decode().replace("\r\n ", "")
        assert "meet.example.org" not in content
        assert "r@example.org" not in content
        assert f"/en/sessions/{session.run.slug}/{session.key}/" in content


def test_ones_own_calendar_holds_the_sessions_of_ones_own_runs_alone(enrollment, client):
    theirs = make_session(enrollment.run)
    left = make_enrollment(learner=enrollment.learner)
    make_session(left.run)
    withdraw(enrollment=left, at=NOW)
    make_session(make_run())

    content = client.get(own_address(enrollment.learner)).content

    assert [each[0] for each in read_twice(content)] == [f"{theirs.key}@citynet-learning"]


def test_who_has_it_already_gets_nothing_until_something_changes(
    enrollment, client, django_assert_num_queries
):
    make_session(enrollment.run)
    address = own_address(enrollment.learner)
    etag = client.get(address)["ETag"]

    with django_assert_num_queries(2):
        same = client.get(address, headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")

    make_session(enrollment.run)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_a_new_address_ends_the_old_one_and_a_second_click_changes_nothing(enrollment, client):
    client.force_login(enrollment.learner)
    page = reverse("live:my-calendar")
    client.post(page, {"deed": "renew", "shown": ""})
    first = PersonalLinks.objects.get().calendar_key
    client.post(page, {"deed": "renew", "shown": ""})
    assert PersonalLinks.objects.get().calendar_key == first
    old = reverse("live-calendars:mine", args=[first.hex])
    assert client.get(old).status_code == 200
    assert first.hex in client.get(page).content.decode()

    client.post(page, {"deed": "renew", "shown": first.hex})

    assert client.get(old).status_code == 404
    client.post(page, {"deed": "end", "shown": ""})
    assert PersonalLinks.objects.get().calendar_key is None
    assert first.hex not in str(list(ModelLogEntry.objects.values_list("data", "label")))


def test_a_token_of_another_kind_and_a_closed_account_open_no_calendar(enrollment, client):
    link = make_session_link(make_session(enrollment.run), enrollment)
    address = own_address(enrollment.learner)
    calendar_key = PersonalLinks.objects.get().calendar_key.hex
    for token in ("x", uuid.uuid4().hex, link):
        assert client.get(reverse("live-calendars:mine", args=[token])).status_code == 404
    assert client.get(reverse("live:personal", args=[calendar_key])).status_code == 404

    enrollment.learner.is_active = False
    enrollment.learner.save()

    assert client.get(address).status_code == 404


def test_asking_for_calendars_writes_no_row(enrollment, client):
    client.force_login(enrollment.learner)

    assert client.get(reverse("live:my-calendar")).status_code == 200
    assert client.head(reverse("live:my-calendar")).status_code == 200

    assert not PersonalLinks.objects.exists()


def test_links_of_mails_are_ended_on_the_same_page(enrollment, client):
    session = make_session(enrollment.run, starts_at=NOW)
    token = make_session_link(session, enrollment)
    client.force_login(enrollment.learner)

    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        client.post(reverse("live:my-calendar"), {"deed": "revoke"})

    assert client.get(reverse("live:personal", args=[token])).status_code == 404


def test_the_page_shows_what_comes_in_all_courses_in_the_readers_time(enrollment, client):
    make_session(enrollment.run, title="Tomorrow", starts_at=NOW + DAY, time_zone="Asia/Seoul")
    make_session(enrollment.run, title="Running", starts_at=NOW - timedelta(hours=1))
    make_session(enrollment.run, title="Held", starts_at=NOW - DAY)
    client.force_login(enrollment.learner)

    page = text_of(client.get(reverse("live:my-calendar")))

    assert "21 January 2027, 14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in page
    assert page.index("Running") < page.index("Tomorrow")
    assert "Held" not in page


def test_public_calendars_show_what_the_public_may_see(enrollment, client):
    session = make_session(enrollment.run)
    course = enrollment.run.course
    address = reverse("live-calendars:course", args=[course.key])
    archived = make_session(make_run(course, archived_at=NOW))
    draft = make_session(make_run(make_course(is_live=False, title="Not yet public")))

    assert [each[0] for each in read_twice(client.get(address).content)] == [
        f"{session.key}@citynet-learning"
    ]
    for hidden in (archived, draft):
        path = reverse("live-calendars:session", args=[hidden.key])
        assert client.get(path).status_code == 404
    path = reverse("live-calendars:course", args=[draft.run.course.key])
    assert client.get(path).status_code == 404
    course_page(course).unpublish()
    assert client.get(address).status_code == 404


def test_a_cancelled_session_stays_for_ninety_days(enrollment, client):
    make_session(enrollment.run, cancelled_at=NOW - 89 * DAY, cancel_reason="Illness")
    make_session(enrollment.run, cancelled_at=NOW - 91 * DAY, cancel_reason="Illness")

    [found] = read_twice(client.get(own_address(enrollment.learner)).content)

    assert found[4] == "CANCELLED"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x85", "\u2028", "\x0b"])
def test_a_break_in_a_title_a_room_or_a_reason_breaks_no_calendar(client, ending):
    odd = f"Floods{ending}and heat"
    run = make_run(make_course(lessons=(1,), title=odd))
    session = make_session(
        run, title=odd, place="ROOM", room=odd, cancelled_at=NOW, cancel_reason=odd
    )

    for address in (
        reverse("live-calendars:session", args=[session.key]),
        reverse("live-calendars:course", args=[run.course.key]),
    ):
        answer = client.get(address)

        event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
        assert (event["summary"], event["location"]) == ("Floods and heat", "Floods and heat")
        assert "Cancelled: Floods\nand heat" in event["description"]
        IcsCalendarStream.calendar_from_ics(answer.content.decode())


@pytest.mark.parametrize("hidden", ["\x01", "\x1b", "\x7f", "\u202e", "\u2066", "\ufeff"])
def test_what_hides_in_a_title_or_a_reason_breaks_no_calendar(client, hidden):
    odd = f"Floods{hidden} and heat"
    run = make_run(make_course(lessons=(1,), title=odd))
    session = make_session(
        run, title=odd, place="ROOM", room=odd, cancelled_at=NOW, cancel_reason=odd
    )

    answer = client.get(reverse("live-calendars:session", args=[session.key]))

    assert hidden not in answer.content.decode()
    [event] = IcsCalendarStream.calendar_from_ics(answer.content.decode()).events
    assert (event.summary, event.location) == ("Floods and heat", "Floods and heat")
    assert "Cancelled: Floods and heat" in event.description
