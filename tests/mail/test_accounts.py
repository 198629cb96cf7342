"""allauth's mails: secret, in the reader's language, in our layout, from one source."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.utils import timezone

from mail.models import Delivery, Priority
from mail.rendering import render_message
from mail.tasks import reap_leases
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def person():
    user = make_learner(email="rani@example.org", name="Rani <b>Wijaya", language="id")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def ask_for_password(client, email):
    return client.post("/en/account/password/reset/", {"email": email})


def parts(message):
    return message.body, str(message.alternatives[0][0])


def links(text):
    return set(re.findall(r"https?://[^\s\"<]+/account/[^\s\"<]+", text))


def test_a_reset_is_secret_and_in_the_readers_language(client, person):
    ask_for_password(client, "rani@example.org")

    delivery = Delivery.objects.get()
    assert (delivery.is_secret, delivery.priority) == (True, Priority.SECURITY)
    assert (delivery.language, delivery.user) == ("id", person)
    assert delivery.expires_at > timezone.now()
    text, html = parts(render_message(delivery))
    assert links(text) == links(html)
    assert all("/id/account/password/reset/key/" in link for link in links(text))


def test_an_address_that_nobody_proved_is_told_no_name(client, person):
    client.force_login(person)

    client.post("/en/account/email/", {"action_add": "", "email": "victim@example.org"})

    delivery = Delivery.objects.get(to_email="victim@example.org")
    assert delivery.template == "account/confirm_address"
    assert delivery.to_name == ""
    assert "Wijaya" not in render_message(delivery).body


def test_text_and_html_say_the_same_and_escape_what_was_typed(client, person):
    ask_for_password(client, "rani@example.org")

    message = render_message(Delivery.objects.get())
    text, html = parts(message)

    assert "Rani <b>Wijaya" in text
    assert "Rani &lt;b&gt;Wijaya" in html
    assert 'lang="id"' in html
    assert "CityNet Learning" in html
    assert "style=" in html
    assert "{{" not in text + html + message.subject


def test_whoever_has_no_account_hears_so_by_mail_and_not_on_the_page(client, person):
    known = ask_for_password(client, "rani@example.org")
    unknown = ask_for_password(client, "sari@example.org")

    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    delivery = Delivery.objects.get(to_email="sari@example.org")
    assert (delivery.template, delivery.user) == ("account/no_account", None)
    assert links(render_message(delivery).body)


def test_a_secret_text_is_wiped_once_it_is_sent(client, person, smtp_server, settings):
    settings.EMAIL_PORT = smtp_server.port
    ask_for_password(client, "rani@example.org")

    reap_leases()

    assert len(smtp_server.messages) == 1
    assert Delivery.objects.get().context == {}


def test_a_mail_of_allauth_that_we_do_not_know_comes_in_our_layout(rf, person):
    from allauth.account.adapter import get_adapter
    from allauth.core import context

    with context.request_context(rf.get("/")):
        values = {"user": person, "ip": "1.2.3.4", "user_agent": "x", "timestamp": "now"}
        get_adapter().send_mail("mfa/email/totp_activated", "rani@example.org", values)

    delivery = Delivery.objects.get()
    text, html = parts(render_message(delivery))
    assert delivery.is_secret
    assert "1.2.3.4" in text
    assert "1.2.3.4" in html
    assert "CityNet Learning" in html


@pytest.mark.parametrize("kind", ["account_exists", "confirm_address", "sign_in_code"])
def test_the_other_mails_are_whole(kind, person):
    delivery = Delivery(
        template=f"account/{kind}",
        language="en",
        to_email="rani@example.org",
        context={"name": "Rani", "email": "rani@example.org", "value": "https://example.org/x/"},
    )

    message = render_message(delivery)
    text, html = parts(message)

    assert message.subject
    assert "https://example.org/x/" in text
    assert "https://example.org/x/" in html
    assert "Dear Rani," in text


def test_the_sixth_wrong_password_is_not_looked_at(client, person):
    """allauth's limits count in the database, so they work without Redis."""
    wrong = {"login": "rani@example.org", "password": "wrong"}
    for _try in range(5):
        client.post("/en/account/login/", wrong)

    answer = client.post(
        "/en/account/login/", {"login": "rani@example.org", "password": "a-long-password"}
    )

    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
