"""The host's desk: one page for the day of a session, before, while and after it is held."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile

from learning.actions import withdraw
from live.actions import settle_due
from live.models import Attendance, LiveSession, Source
from mail.models import Delivery
from studio.sessions.desk_forms import propose_delay
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.live import make_attendance, make_session
from tests.live.pages import text_of
from users.actions import erase_user

from .looking import AFTER, DURING, MINUTE, address, as_shown, enroll, look

pytestmark = pytest.mark.django_db
DEEDS = ("list", "code", "link", "late", "end")


def ways(response):
    page = BeautifulSoup(response.content, "html.parser")
    return {button["formaction"] for button in page.select("button[formaction]")}


def test_once_it_is_over_the_delay_is_said_no_more(session, host, client, clock):
    LiveSession.objects.update(delay_minutes=10)
    words = "10 minutes later than planned"
    plan = reverse("studio:run-sessions", args=[session.run_id])
    assert words in text_of(look(client, session))
    assert words in text_of(client.get(plan))

    clock.move_to(AFTER + 20 * MINUTE)

    assert words not in text_of(look(client, session))
    assert words not in text_of(client.get(plan))


def test_before_the_day_it_says_who_comes_and_that_the_list_waits(session, host, client, clock):
    enroll(session, "Ayu Lestari")
    clock.move_to(NOW - timedelta(days=2))

    response = look(client, session)

    page = text_of(response)
    assert "20 January 2027, 18:00 – 19:30 (Seoul)" in page
    assert "1 person is in the run" in page
    assert "Ayu Lestari" in page
    assert "From 15 minutes before the session you can tick here who came." in page
    assert address(session, "studio:session-code") in ways(response)
    assert address(session, "studio:session-late") not in ways(response)
    assert address(session, "studio:session-end") not in ways(response)


def test_while_it_runs_it_says_who_is_there_by_which_proof(session, host, client):
    ayu, rina = enroll(session, "Ayu Lestari"), enroll(session, "Rina Kusuma")
    make_attendance(session, rina, at=NOW + 5 * MINUTE)
    make_attendance(session, rina, Source.CODE, at=NOW + 9 * MINUTE)
    client.post(address(session, "studio:session-code"), {"shown": ""})

    page = text_of(look(client, session))

    assert "1 of 2 people in the run came" in page
    assert "As it was at 18:20:00 (Seoul)." in page
    assert "Joined: 18:05 Code of the session: 18:09" in page
    assert "18:09 Rina Kusuma Code of the session" in page
    assert LiveSession.objects.get().code in page
    fragment = client.get(address(session, "studio:session-live"))
    assert "1 of 2 people in the run came" in text_of(fragment)
    assert b"<form" not in fragment.content
    away = text_of(look(client, session, show="away"))
    assert ayu.learner.email in away
    assert rina.learner.email not in away


def test_of_a_closed_account_it_names_nobody(session, host, client):
    gone = enroll(session, "Rina Kusuma")
    make_attendance(session, gone, at=NOW + 5 * MINUTE)
    erase_user(user=gone.learner, at=DURING)

    page = text_of(look(client, session))

    assert "18:05 A closed account Joined" in page
    assert "erased" not in page


def test_afterwards_it_says_who_attended_and_who_was_there_too_short(session, host, client, clock):
    make_attendance(session, enroll(session, "Ayu Lestari"), at=NOW)
    make_attendance(session, enroll(session, "Rina Kusuma"), at=NOW + 50 * MINUTE)
    settle_due(at=AFTER)
    clock.move_to(AFTER)

    page = text_of(look(client, session))

    assert "For 1 person it counts as attended." in page
    assert "90 minutes until the end Attended" in page
    assert "Not attended yet: 40 of 90 are proved, and 80 % are asked." in page
    assert "How long was it?" in page


def test_the_list_is_ticked_and_only_what_changed_is_changed(session, host, client):
    ayu, rina = enroll(session, "Ayu"), enroll(session, "Rina")
    shown = {
        "was": [f"{ayu.pk}:", f"{rina.pk}:"],
        f"minutes-{ayu.pk}": "",
        f"minutes-{rina.pk}": "",
    }
    form = address(session, "studio:session-list")

    client.post(form, {**shown, "came": [ayu.pk], f"minutes-{rina.pk}": "30"})
    assert list(Attendance.objects.order_by("pk").values_list("enrollment", "minutes")) == [
        (ayu.pk, 90),
        (rina.pk, 30),
    ]
    # another tab that was opened before has seen nobody listed, and ticks nobody
    client.post(form, shown)
    assert Attendance.objects.count() == 2
    client.post(form, {"was": [f"{ayu.pk}:90", f"{rina.pk}:30"], "came": [ayu.pk]})

    assert Attendance.objects.get().enrollment_id == ayu.pk
    assert Attendance.objects.get().by == host


def test_what_another_host_noted_meanwhile_stays_and_is_said(session, host, client):
    ayu = enroll(session, "Ayu")
    old = as_shown(look(client, session))
    form = address(session, "studio:session-list")
    client.post(form, {**old, "came": [ayu.pk], f"minutes-{ayu.pk}": "30"})

    page = text_of(client.post(form, {**old, "everybody": "1"}, follow=True))

    assert "Of 1 person the list says something else since you opened the page" in page
    assert Attendance.objects.get().minutes == 30


def test_everybody_of_the_page_is_listed_by_one_button(session, host, client):
    people = [enroll(session, f"Person {number}") for number in range(3)]
    was = [f"{each.pk}:" for each in people]

    response = client.post(
        address(session, "studio:session-list"), {"was": was, "everybody": "1"}, follow=True
    )

    assert Attendance.objects.count() == 3
    assert response.content.count(b"checked") == 3


def test_wrong_minutes_are_said_beside_their_field_and_nothing_is_lost(session, host, client):
    ayu, rina = enroll(session, "Ayu"), enroll(session, "Rina")

    response = client.post(
        address(session, "studio:session-list"),
        {
            "was": [f"{ayu.pk}:", f"{rina.pk}:"],
            "came": [ayu.pk, rina.pk],
            f"minutes-{rina.pk}": "ninety",
        },
    )

    assert response.status_code == 422
    assert "Write from 1 to 90 minutes, or nothing for the whole time." in text_of(response)
    assert response.content.count(b" checked") == 2
    assert b'value="ninety"' in response.content
    assert not Attendance.objects.exists()


def test_ten_minutes_later_is_said_to_everybody_by_one_click(session, host, client):
    learner = enroll(session, "Ayu").learner
    late = address(session, "studio:session-late")

    page = text_of(client.post(late, {"late-minutes": "10"}, follow=True))
    client.post(late, {"late-minutes": "10"})

    assert "Said." in page
    assert Delivery.objects.filter(template="session_late", user=learner).count() == 1
    desk = text_of(look(client, session))
    assert "20 January 2027, 18:10 – 19:40 (Seoul)" in desk
    assert "10 minutes later than planned" in desk
    refused = client.post(late, {"late-minutes": "5"})
    assert refused.status_code == 422
    assert "10 minutes late, and come then" in text_of(refused)
    assert client.post(late, {"late-minutes": "soon"}).status_code == 422
    client.force_login(learner)
    seen = text_of(client.get(reverse("live:session", args=[session.run.slug, session.key])))
    assert "18:10 (Seoul)" in seen


def test_the_button_pressed_again_on_the_page_that_came_says_nothing_new(session, host, client):
    learner = enroll(session, "Ayu").learner
    late = address(session, "studio:session-late")

    for _press in range(2):
        page = BeautifulSoup(look(client, session).content, "html.parser")
        client.post(late, {"late-minutes": page.select_one("[name=late-minutes]")["value"]})

    assert LiveSession.objects.get(pk=session.pk).delay_minutes == 25
    assert Delivery.objects.filter(template="session_late", user=learner).count() == 1


@pytest.mark.parametrize(
    ("minute", "said", "proposed"),
    [(-10, 0, 10), (-10, 15, 15), (3, 0, 10), (7, 0, 15), (14, 15, 15), (15, 15, 20), (33, 15, 40)],
)
def test_the_later_start_that_is_proposed_is_still_to_come(session, minute, said, proposed):
    session.delay_minutes = said

    assert propose_delay(session, at=NOW + minute * MINUTE) == proposed


def give(client, session, link):
    return client.post(address(session, "studio:session-link"), {"link-url": link}, follow=True)


def test_a_link_that_is_missing_stands_first_and_is_given_there(session, host, client):
    enroll(session, "Ayu")
    LiveSession.objects.update(join_url="")
    assert "The link to the meeting is missing" in text_of(look(client, session))

    refused = give(client, session, "meet.example.org/x")
    given = give(client, session, "https://meet.example.org/x")
    late = give(client, session, "https://meet.example.org/other")

    assert refused.status_code == 422
    assert "Write the whole link; it begins with https://." in text_of(refused)
    assert b'value="meet.example.org/x"' in refused.content
    assert "The link is there." in text_of(given)
    assert "is missing" not in text_of(given)
    assert "Somebody has given another link meanwhile." in text_of(late)
    assert LiveSession.objects.get(pk=session.pk).join_url == "https://meet.example.org/x"
    assert not Delivery.objects.filter(template__startswith="session_").exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "ROOM", "room": "Hall 2", "join_url": ""},
        {"join_url": "", "cancelled_at": NOW, "cancel_reason": "Ill"},
        {"join_url": "", "starts_at": NOW - timedelta(hours=5)},
    ],
)
def test_nobody_is_asked_for_a_link_that_is_not_needed(fields, session, host, client):
    LiveSession.objects.update(**fields)

    assert address(session, "studio:session-link") not in ways(look(client, session))


def test_it_ended_early_counts_shares_of_what_was_held(session, host, client, clock):
    make_attendance(session, enroll(session, "Ayu"), at=NOW + 4 * MINUTE)
    end = address(session, "studio:session-end")

    assert b'name="end-minutes" value="20"' in look(client, session).content
    client.post(end, {"end-minutes": "20", "end-shown": "90"})
    settle_due(at=DURING)

    assert "For 1 person it counts as attended." in text_of(look(client, session))
    wrong = client.post(end, {"end-minutes": "0", "end-shown": "20"})
    assert wrong.status_code == 422
    other_tab = client.post(end, {"end-minutes": "40", "end-shown": "90"})
    assert "held for 20 minutes" in text_of(other_tab)


def test_a_search_finds_people_and_stands_in_no_address(session, host, client):
    enroll(session, "Ayu Lestari"), enroll(session, "Rina Kusuma")

    response = client.post(address(session), {"words": "kusuma"}, follow=True)

    page = text_of(response)
    assert "Rina Kusuma" in page
    assert "Ayu Lestari" not in page
    assert "kusuma" not in response.request["QUERY_STRING"]


def test_fifty_stand_on_a_page_and_a_page_that_is_not_there_is_the_last(session, host, client):
    for number in range(52):
        enroll(session, f"Person {number:02}")

    assert "Page 1 of 2" in text_of(look(client, session))
    page = text_of(look(client, session, page="99"))

    assert "Person 51" in page
    assert "Person 49" not in page


def test_who_left_the_run_stands_there_with_what_is_noted_of_them(session, host, client):
    gone, never = enroll(session, "Gone"), enroll(session, "Never")
    make_attendance(session, gone)
    for each in (gone, never):
        withdraw(enrollment=each, at=DURING)

    page = text_of(look(client, session))

    assert "Gone" in page
    assert "Left the run" in page
    assert "Never" not in page


def test_a_cancelled_session_has_nothing_to_press(session, host, client):
    LiveSession.objects.update(cancelled_at=NOW, cancel_reason="The speaker is ill.")

    response = look(client, session)

    assert "The speaker is ill." in text_of(response)
    assert not ways(response)


def test_whoever_does_not_host_it_finds_nothing_and_the_team_does(session, client):
    person = make_learner(is_staff=True)
    other = make_session().run.course.provider
    person.groups.add(other.author_group)
    client.force_login(person)
    paths = [address(session, f"studio:session-{name}") for name in ("desk", "live", *DEEDS)]

    assert {client.get(path).status_code for path in paths} == {404}
    assert {client.post(path).status_code for path in paths[2:]} == {404}
    session.run.team.add(person)

    assert look(client, session).status_code == 200


def test_a_get_of_a_deed_leads_back_and_does_nothing(session, host, client):
    response = client.get(address(session, "studio:session-late"))

    assert response.url == address(session)


@pytest.mark.parametrize("language", ["ko", "bn"])
def test_it_is_read_in_the_hosts_language(session, host, client, language):
    UserProfile.objects.create(user=host, preferred_language=language)
    enroll(session, "Ayu")

    assert look(client, session).status_code == 200
