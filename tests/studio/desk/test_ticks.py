"""The desk is one form: what is ticked and typed survives each of its buttons."""

import pytest
from bs4 import BeautifulSoup

from live.models import Attendance
from mail.models import Delivery
from tests.live.pages import text_of

from .looking import address, as_shown, enroll, look

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["code", "late", "end", "desk"])
def test_ticks_are_kept_whichever_button_is_pressed(name, session, host, client):
    ayu = enroll(session, "Ayu")
    enroll(session, "Rina")
    typed = {**as_shown(look(client, session)), "came": [ayu.pk]}

    page = text_of(client.post(address(session, f"studio:session-{name}"), typed, follow=True))

    assert Attendance.objects.get().enrollment_id == ayu.pk
    assert "Noted: 1 more came" in page


def test_ticks_are_kept_where_another_page_or_part_of_the_list_is_opened(session, host, client):
    people = [enroll(session, f"Person {number:02}") for number in range(52)]
    first = look(client, session)
    further = BeautifulSoup(first.content, "html.parser").select_one("button[value='page=2']")
    typed = {**as_shown(first), "came": [people[0].pk], "go": further["value"]}

    page = text_of(client.post(further["formaction"], typed, follow=True))

    assert Attendance.objects.get().enrollment_id == people[0].pk
    assert "Page 2 of 2" in page
    assert "Person 51" in page


def test_where_the_list_is_refused_no_other_button_does_anything(session, host, client):
    ayu = enroll(session, "Ayu")
    wrong = {"was": [f"{ayu.pk}:"], f"minutes-{ayu.pk}": "all", "late-minutes": "25"}

    response = client.post(address(session, "studio:session-late"), wrong)

    assert response.status_code == 422
    assert "nothing else was done: look at the minutes marked below" in text_of(response)
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=late-minutes]")["value"] == "25"
    assert not Delivery.objects.filter(template="session_late").exists()


def test_a_later_start_that_another_button_did_not_tell_is_said(session, host, client):
    enroll(session, "Ayu")
    shown = as_shown(look(client, session))
    keep = address(session, "studio:session-list")

    page = text_of(client.post(keep, {**shown, "late-minutes": "45"}, follow=True))
    quiet = text_of(client.post(keep, shown, follow=True))

    assert "Nobody was told that it starts 45 minutes later: press “Say so to everybody”." in page
    assert "Nobody was told" not in quiet
    assert not Delivery.objects.filter(template="session_late").exists()
