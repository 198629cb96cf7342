"""Invited to author: choose a password by the link, and the address counts as confirmed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from courses.actions import invite_administrator
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import make_provider
from users.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-street-is-read-with-the-feet"


def choose_password(browser, text):
    path = re.search(r"https?://[^/\s]+(/\S*reset/key/\S+)", text)[1]
    form = browser.get(path, follow=True)
    address = form.request["PATH_INFO"]
    return browser.post(address, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)


def test_an_invited_person_chooses_a_password_signs_in_and_opens_the_studio():
    provider = make_provider("Think City")
    invite_administrator(provider=provider, email="new@example.org", name="New", at=timezone.now())
    message = render_message(Delivery.objects.get(to_email="new@example.org"))
    assert "Think City" in str(message.alternatives[0][0])
    browser = Client()

    choose_password(browser, message.body)
    browser.post("/en/account/login/", {"login": "new@example.org", "password": PASSWORD})

    assert EmailAddress.objects.get(email="new@example.org").verified
    assert browser.get("/cms/").status_code == 200
    assert "Think City" in browser.get("/cms/pages/", follow=True).content.decode()


def test_the_link_works_once():
    invite_administrator(provider=make_provider(), email="new@example.org", at=timezone.now())
    message = render_message(Delivery.objects.get(to_email="new@example.org"))
    choose_password(Client(), message.body)

    again = choose_password(Client(), message.body)

    assert User.objects.get(email="new@example.org").check_password(PASSWORD)
    assert again.request["PATH_INFO"].endswith(("/", "-set-password/"))
    assert "password1" not in again.content.decode()


def test_a_password_that_a_stranger_chose_for_the_address_gets_no_rights():
    stranger = User.objects.create_user("new@example.org", PASSWORD)
    EmailAddress.objects.create(user=stranger, email="new@example.org", primary=True)

    invite_administrator(provider=make_provider(), email="new@example.org", at=timezone.now())

    assert not User.objects.get(email="new@example.org").check_password(PASSWORD)
    message = render_message(Delivery.objects.get(to_email="new@example.org"))
    assert "/reset/key/" in message.body


def test_whoever_proved_the_address_keeps_their_password():
    person = User.objects.create_user("old@example.org", PASSWORD)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)

    invite_administrator(provider=make_provider(), email="old@example.org", at=timezone.now())

    assert User.objects.get(email="old@example.org").check_password(PASSWORD)
