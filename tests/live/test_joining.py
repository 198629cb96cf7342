"""Joining: one click, one row with the first moment, and no link to the meeting before its time."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from learning.actions import withdraw
from learning.models import ActivityResult
from live.actions import NotJoinable, join, revoke_links
from live.models import Attendance, LiveSession
from tests.factories.courses import NOW, course_page, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from tests.factories.live import DAY, make_session, make_session_link
from tests.threads import at_once

from .arranging import run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db
MEETING = "https://meet.example.org/old-town"
OURS = {"origin": "http://testserver"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def enrollment(clock):
    run, block = run_with_session()
    learner = make_learner(name="Rina Kusuma", time_zone="Asia/Kathmandu")
    enrollment = make_enrollment(run=run, learner=learner)
    make_session(run, block=block, starts_at=NOW + 15 * MINUTE)
    return enrollment


@pytest.fixture
def session(enrollment):
    return LiveSession.objects.get()


@pytest.fixture
def token(session, enrollment):
    return make_session_link(session, enrollment)


def page(token):
    return reverse("live:personal", args=[token])


def open_by_mail(client, token, **headers):
    headers = headers or OURS
    return client.post(reverse("live:personal-join", args=[token]), headers=headers)


def open_signed_in(client, session):
    return client.post(reverse("live:join", args=[session.run.slug, session.key]))


def test_one_click_of_the_mail_notes_who_came_and_opens_the_meeting(
    session, enrollment, token, client
):
    shown = client.get(page(token))
    assert "Join as Rina K." in text_of(shown)
    assert "data-at-once" in shown.content.decode()

    response = open_by_mail(client, token)

    assert response.status_code == 200
    assert response["Refresh"] == f"0; url={MEETING}"
    row = Attendance.objects.get()
    assert (row.session, row.enrollment, row.source, row.at) == (session, enrollment, "JOIN", NOW)
    assert "sessionid" not in response.cookies


def test_who_is_signed_in_joins_from_the_page_of_the_session(session, enrollment, client):
    client.force_login(enrollment.learner)
    assert "Join the session" in text_of(
        client.get(reverse("live:session", args=[session.run.slug, session.key]))
    )

    response = open_signed_in(client, session)

    assert response["Refresh"].endswith(MEETING)
    assert Attendance.objects.get().enrollment == enrollment


def test_the_first_moment_stays(session, enrollment, token, client, clock):
    open_by_mail(client, token)
    clock.shift(20 * MINUTE)
    client.force_login(enrollment.learner)

    open_by_mail(client, token)
    open_signed_in(client, session)

    assert Attendance.objects.get().at == NOW


def test_joining_completes_nothing_yet(session, enrollment, token, client):
    open_by_mail(client, token)

    assert not ActivityResult.objects.exists()


@pytest.mark.parametrize(
    ("shift", "is_open"),
    [(-1, False), (0, True), (15, True), (15 + 90 + 29, True), (15 + 90 + 30, False)],
)
def test_the_way_in_is_open_from_15_minutes_before_until_30_after(
    session, token, client, clock, shift, is_open
):
    clock.shift(shift * MINUTE)

    shown, response = client.get(page(token)), open_by_mail(client, token)

    is_over = shift >= 15 + 90
    assert ("data-at-once" in shown.content.decode()) == (is_open and not is_over)
    assert ("Refresh" in response) == is_open
    assert Attendance.objects.exists() == is_open


def test_one_that_ended_early_is_over_and_leads_nobody_into_the_room_by_itself(
    session, enrollment, token, client, clock
):
    LiveSession.objects.update(held_minutes=20)
    clock.shift(40 * MINUTE)
    client.force_login(enrollment.learner)
    shown = client.get(reverse("live:session", args=[session.run.slug, session.key]))
    by_link = client.get(page(token))

    for answer in (shown, by_link):
        assert "This session is over." in text_of(answer)
        assert "The room may still be open." in text_of(answer)
        assert "Join" not in text_of(answer)
        assert "data-at-once" not in answer.content.decode()
    assert "Refresh" in open_by_mail(client, token)


def test_too_early_says_from_when_in_both_zones(session, token, client, clock):
    clock.shift(-60 * MINUTE)

    assert (
        "You come in by this link from 20 January 2027, 14:45 (Kathmandu), 18:00 (Seoul) on."
    ) in text_of(client.get(page(token)))


def test_a_delay_opens_no_later_and_closes_later(session, token, client, clock):
    LiveSession.objects.update(delay_minutes=20)
    assert "Refresh" in open_by_mail(client, token)

    clock.shift((15 + 90 + 30 + 19) * MINUTE)

    assert "Refresh" in open_by_mail(client, token)


def test_the_old_link_leads_to_the_new_time_and_says_a_cancellation(session, token, client):
    LiveSession.objects.update(starts_at=NOW + 3 * DAY)
    moved = client.get(page(token))
    assert "23 January 2027" in text_of(moved)
    assert "Refresh" not in open_by_mail(client, token)

    LiveSession.objects.update(
        starts_at=session.starts_at, cancelled_at=NOW, cancel_reason="The speaker is ill."
    )

    assert "The speaker is ill." in text_of(client.get(page(token)))
    assert "Refresh" not in open_by_mail(client, token)


def test_the_link_to_the_meeting_stands_nowhere_before_its_time(
    session, enrollment, token, client, clock
):
    clock.shift(-MINUTE)
    client.force_login(enrollment.learner)
    run, lesson = session.run, lessons_of(enrollment)[-1]
    addresses = [
        page(token),
        reverse("live:session", args=[run.slug, session.key]),
        reverse("live:run-sessions", args=[run.slug]),
        reverse("learning:lesson", args=[run.slug, lesson.slug]),
        reverse("learning:progress", args=[run.slug]),
        reverse("home:dashboard"),
        course_page(run.course).get_url(),
    ]

    answers = [client.get(address) for address in addresses]
    answers += [open_signed_in(client, session), open_by_mail(client, token)]

    assert not [each for each in answers if "meet.example.org" in each.content.decode()]
    assert not any("Refresh" in each for each in answers)
    # While it is open only the answer to the click holds it.
    clock.shift(2 * MINUTE)
    assert not [
        address for address in addresses if b"meet.example.org" in client.get(address).content
    ]


def test_a_program_that_opens_every_link_writes_no_row(session, token, client):
    for address in (page(token), reverse("live:personal-join", args=[token])):
        for method in (client.get, client.head):
            assert method(address, follow=True).status_code == 200

    assert not Attendance.objects.exists()


@pytest.mark.parametrize("origin", ["", "null", "https://elsewhere.example.org"])
def test_a_form_of_another_site_is_led_to_the_page_and_notes_nothing(
    session, token, client, origin
):
    response = open_by_mail(client, token, **({"origin": origin} if origin else {"x": "y"}))

    assert response.url == page(token)
    assert not Attendance.objects.exists()


def test_a_dead_or_wrong_token_names_nobody(session, enrollment, token, client):
    assert client.get(page("no-such-token")).status_code == 404
    assert client.get(page(uuid.uuid4().hex)).status_code == 404
    other_kind = make_session_link(session, enrollment, template="course_reminder")
    assert client.get(page(other_kind)).status_code == 404

    revoke_links(user=enrollment.learner, at=NOW + MINUTE)

    response = client.get(page(token))
    assert response.status_code == 404
    assert "Rina" not in text_of(response)
    assert open_by_mail(client, token).status_code == 404
    assert not Attendance.objects.exists()


def test_a_closed_account_opens_nothing(enrollment, token, client):
    enrollment.learner.is_active = False
    enrollment.learner.save()

    assert client.get(page(token)).status_code == 404


def test_who_left_the_run_is_told_so(enrollment, token, client):
    withdraw(enrollment=enrollment, at=NOW)

    assert client.get(page(token)).status_code == 410
    assert open_by_mail(client, token).status_code == 410
    assert not Attendance.objects.exists()


def test_a_forwarded_mail_joins_nobody_who_is_signed_in_as_themselves(session, token, client):
    other = make_learner()
    make_enrollment(run=session.run, learner=other)
    client.force_login(other)

    assert "This link is somebody else’s" in text_of(client.get(page(token)))
    assert open_by_mail(client, token).status_code == 403
    assert not Attendance.objects.exists()


def test_the_pages_of_a_link_are_kept_by_nobody_and_tell_no_site_their_address(token, client):
    for response in (client.get(page(token)), open_by_mail(client, token), client.get(page("x"))):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex"


def test_a_session_in_a_room_has_no_way_in(session, token, client):
    LiveSession.objects.update(place="ROOM", room="Hall 2", join_url="")

    assert "data-at-once" not in client.get(page(token)).content.decode()
    session.refresh_from_db()
    with pytest.raises(NotJoinable):
        join(session=session, enrollment_id=1, at=NOW)


def test_without_a_link_yet_coming_is_noted_all_the_same(session, token, client):
    LiveSession.objects.update(join_url="")

    response = open_by_mail(client, token)

    assert "Refresh" not in response
    assert "The host has not given the link" in text_of(response)
    assert Attendance.objects.exists()


def test_who_waits_for_the_link_asks_again_by_one_button_and_is_let_in(session, token, client):
    LiveSession.objects.update(join_url="")
    form = BeautifulSoup(open_by_mail(client, token).content, "html.parser").form
    came = Attendance.objects.get().at
    LiveSession.objects.update(join_url=MEETING)

    response = client.post(form["action"], headers=OURS)

    assert form.has_attr("data-again")
    assert response["Refresh"].endswith(MEETING)
    assert b"data-again" not in response.content
    assert Attendance.objects.get().at == came


def test_whoever_is_signed_in_waits_at_the_address_of_the_same_button(session, enrollment, client):
    LiveSession.objects.update(join_url="")
    client.force_login(enrollment.learner)

    form = BeautifulSoup(open_signed_in(client, session).content, "html.parser").form

    assert form["action"] == reverse("live:join", args=[session.run.slug, session.key])
    assert form.select_one("[name=csrfmiddlewaretoken]")


def test_joining_another_runs_session_is_refused(enrollment, client):
    stranger = make_session(make_run(), starts_at=NOW)
    client.force_login(enrollment.learner)

    assert open_signed_in(client, stranger).status_code == 302
    assert not Attendance.objects.exists()


def test_a_personal_page_costs_two_queries(token, client, django_assert_num_queries):
    client.get(page(token))

    with django_assert_num_queries(2):
        client.get(page(token))


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_forty_at_once_twice_each_lose_nobody(clock):
    run = make_run()
    session = make_session(run, starts_at=NOW)
    people = [make_enrollment(run=run).pk for _ in range(40)] * 2

    at_once(
        16,
        lambda place: [join(session=session, enrollment_id=pk, at=NOW) for pk in people[place::16]],
    )

    assert set(Attendance.objects.values_list("enrollment", flat=True)) == set(people)
    assert Attendance.objects.count() == 40
