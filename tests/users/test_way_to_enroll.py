"""Whoever comes to enroll and has no account yet is led back to it after all steps of sign-up."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learning.models import Enrollment
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import make_course, make_run
from tests.factories.learning import make_learner
from tests.users.test_sign_up import TYPED

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def run():
    now = timezone.now()
    return make_run(make_course(lessons=(1,), checks=False), opens_at=now, starts_at=now)


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def fill_in(browser, response, **typed):
    """Send the form of the page as a browser does, hidden fields and all."""
    form = page(response).select_one("main form[method=post]")
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden][value]")}
    address = form.get("action") or response.wsgi_request.get_full_path()
    return browser.post(address, {**hidden, **typed}, follow=True)


def sign_up(browser, address):
    """From an address that needs an account, by the links and forms of the pages."""
    door = browser.get(address, follow=True)
    link = page(door).select_one("main a[href*='/signup/']")["href"]
    return fill_in(browser, browser.get(link), **TYPED)


def mailed_link():
    body = render_message(Delivery.objects.get(template="account/confirm_address")).body
    found = urlsplit(re.search(r"https?://\S+confirm-email\S+", body)[0])
    return f"{found.path}?{found.query}" if found.query else found.path


def test_in_the_same_browser_the_confirmed_person_is_one_click_from_enrolled(client, run):
    enroll = reverse("learning:enroll", args=[run.slug])
    sign_up(client, enroll)

    there = fill_in(client, client.get(mailed_link()))

    assert there.wsgi_request.path == enroll
    fill_in(client, there)
    assert Enrollment.objects.get().learner.email == TYPED["email"]


def test_in_another_browser_signing_in_is_asked_and_leads_there(client, run):
    enroll = reverse("learning:enroll", args=[run.slug])
    sign_up(client, enroll)
    other = Client()

    door = fill_in(other, other.get(mailed_link()))
    assert door.wsgi_request.path == reverse("account_login")
    there = fill_in(other, door, login=TYPED["email"], password=TYPED["password1"])

    assert there.wsgi_request.path == enroll


def test_the_mail_sent_again_at_sign_in_knows_the_way_too(client, run):
    sign_up(client, reverse("home:dashboard"))
    Delivery.objects.all().delete()
    cache.clear()  # allauth sends one such mail in three minutes
    enroll = reverse("learning:enroll", args=[run.slug])
    other = Client()

    door = other.get(enroll, follow=True)
    fill_in(other, door, login=TYPED["email"], password=TYPED["password1"])

    assert parse_qs(urlsplit(mailed_link()).query) == {"next": [enroll]}


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"),
        *("http://testserver/en/", "/en/" + "x" * 300, ""),
    ],
)
def test_the_mail_leads_nowhere_but_to_a_page_of_this_site(client, elsewhere):
    client.post("/en/account/signup/", {**TYPED, "next": elsewhere})

    assert "next" not in mailed_link()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/x"])
def test_a_link_that_somebody_tampered_with_leads_to_no_other_site(client, elsewhere):
    client.post("/en/account/signup/", TYPED)
    other = Client()

    answer = other.post(mailed_link(), {"next": elsewhere})

    assert answer["Location"] == reverse("account_login")
    assert EmailAddress.objects.get().verified


def mailed(template):
    """The path of the link in the newest mail of this kind."""
    body = render_message(Delivery.objects.filter(template=template).latest("pk")).body
    found = urlsplit(re.search(r"https?://\S+/account/\S+", body)[0])
    return f"{found.path}?{found.query}" if found.query else found.path


def test_whoever_forgot_the_password_on_the_way_comes_to_enroll(client, run):
    person = make_learner(email="rani@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    enroll = reverse("learning:enroll", args=[run.slug])
    door = client.get(enroll, follow=True)

    ask = client.get(page(door).select_one("main a[href*='/password/reset/']")["href"])
    sent = fill_in(client, ask, email=person.email)
    assert sent.wsgi_request.path == reverse("account_reset_password_done")
    other = Client()  # the mail is read on another device
    new = "a-quite-new-password"
    form = other.get(mailed("account/choose_password"), follow=True)
    door = fill_in(other, form, password1=new, password2=new)
    assert door.wsgi_request.path == reverse("account_login")
    assert "Your password is changed." in page(door).get_text(" ")
    there = fill_in(other, door, login=person.email, password=new)

    assert there.wsgi_request.path == enroll


def test_the_way_outlives_a_mistake_in_the_address(client, run):
    make_learner(email="rani@example.org")
    enroll = reverse("learning:enroll", args=[run.slug])
    ask = client.get(reverse("account_reset_password"), {"next": enroll})

    again = fill_in(client, ask, email="rani")
    fill_in(client, again, email="rani@example.org")

    assert parse_qs(urlsplit(mailed("account/choose_password")).query) == {"next": [enroll]}


def test_whoever_has_an_account_already_is_told_with_the_way(client, run):
    make_learner(email=TYPED["email"])
    enroll = reverse("learning:enroll", args=[run.slug])

    sign_up(client, enroll)
    link = mailed("account/account_exists")

    assert parse_qs(urlsplit(link).query) == {"next": [enroll]}
    fill_in(Client(), Client().get(link), email=TYPED["email"])
    assert parse_qs(urlsplit(mailed("account/choose_password")).query) == {"next": [enroll]}


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/x", "/\\example.com"])
def test_the_mail_for_a_new_password_leads_to_no_other_site(client, elsewhere):
    make_learner(email="rani@example.org")

    for name in ("next", "way"):
        data = {"email": "rani@example.org", name: elsewhere}
        client.post(reverse("account_reset_password"), data)
        assert "?" not in mailed("account/choose_password")
        cache.clear()
