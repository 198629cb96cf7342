"""Strangers, robots and other sites get nothing out of the sign-up for a webinar."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from learning.actions import enroll
from learning.models import Enrollment
from live.models import SignUp
from mail.rendering import render_message
from tests.factories.courses import NOW
from tests.factories.learning import make_learner

from .pages import text_of
from .signing_up import MINUTE, TYPED, address, ask, mails

pytestmark = pytest.mark.django_db


def test_nobody_learns_who_has_an_account_or_takes_part(run, stranger):
    known = make_learner(email="known@example.org")
    inside = make_learner(email="inside@example.org")
    enroll(learner=inside, run=run, at=NOW)

    answers = [
        ask(stranger, run, email=each)
        for each in ("new@example.org", known.email, inside.email, "known@example.org")
    ]

    assert {(each.status_code, each["Location"]) for each in answers} == {
        (302, f"{reverse('live:webinar-asked')}?webinar={run.slug}")
    }
    assert [mail.to_email for mail in mails("webinar_confirm")] == [
        "new@example.org",
        "known@example.org",
    ]
    assert [mail.to_email for mail in mails("webinar_confirmed")] == ["inside@example.org"]


def test_a_mail_before_the_confirmation_calls_nobody_by_a_typed_name(run, stranger):
    ask(stranger, run, name="Win a prize at spam.example")

    message = render_message(mails("webinar_confirm")[0])

    assert "spam.example" not in message.subject + message.body + str(message.to)


def test_another_site_can_neither_sign_anybody_up_nor_press_the_button(run, client):
    evil = {"origin": "https://evil.example"}
    answer = client.post(address(run), TYPED, headers=evil)
    assert answer.status_code == 429
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=city_name]")["value"] == "Surabaya"

    checked = Client(enforce_csrf_checks=True)
    checked.force_login(make_learner())
    assert checked.post(address(run), headers=evil).status_code == 403

    assert not SignUp.objects.exists()
    assert not Enrollment.objects.exists()


def test_a_robot_that_fills_the_trap_hears_the_same_and_nothing_happens(run, stranger):
    assert ask(stranger, run, website="https://spam.example").status_code == 302
    assert not SignUp.objects.exists()


def test_too_many_from_one_place_are_asked_to_wait(run, stranger):
    answers = [ask(stranger, run, email=f"r{number}@example.org") for number in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {302}
    assert answers[20].status_code == 429
    assert "Try again in a minute" in text_of(answers[20])


def test_an_address_gets_one_mail_in_ten_minutes_and_four_a_day(run, stranger, clock):
    ask(stranger, run)
    ask(stranger, run)
    assert len(mails("webinar_confirm")) == 1

    for _ in range(6):
        clock.shift(11 * MINUTE)
        ask(stranger, run)

    assert len(mails("webinar_confirm")) == 4
    assert SignUp.objects.get().mailed_count == 4


@pytest.mark.parametrize("origin", ["http://[", "null", "https://evil.example"])
def test_a_form_whose_origin_cannot_be_read_or_is_another_asks_to_press_once_more(run, origin):
    answer = Client().post(
        reverse("live:webinar", args=[run.slug]), TYPED, headers={"Origin": origin}
    )

    assert answer.status_code == 429
    assert not SignUp.objects.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("origin", ["%00", "a%00b", "%ed%a0%80", "%e2%80%ae", "x" * 5000])
def test_where_somebody_says_they_come_from_may_be_anything(run, stranger, origin):
    answer = stranger.post(f"{address(run)}?from={origin}", TYPED)

    assert answer.status_code == 302
    assert "\0" not in SignUp.objects.get().source
