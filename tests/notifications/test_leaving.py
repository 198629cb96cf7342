"""Mails of one kind off and on by the link in them."""

import uuid

import pytest

from mail.models import Delivery
from mail.signals import unsubscribe_received
from notifications.actions import tell
from notifications.digests import send_digests
from notifications.models import Choice, Way
from notifications.wishes import wishes_of
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.notifications import make_notice
from tests.notifications.test_digests import EIGHT
from users.actions import erase_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail():
    tell(
        kind="announcement",
        about="1",
        people=[make_learner()],
        values={"title": "Street trees"},
        target=("home:dashboard", []),
        at=NOW,
    )
    return Delivery.objects.get()


@pytest.fixture
def digest():
    make_notice(make_learner(), at=EIGHT)
    send_digests(at=EIGHT)
    return Delivery.objects.get()


def link(mail):
    return f"/en/notices/{mail.token.hex}/off/"


def test_looking_changes_nothing(mail, client):
    answer = client.get(link(mail))

    assert "No more mails of this kind?" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert not Choice.objects.exists()


def test_off_and_on_again(mail, client):
    for _ in range(2):
        client.post(link(mail), {"wants": "no"})
    assert wishes_of(mail.user)["announcement"] == Way.SITE
    assert "You get no such mails" in client.get(link(mail)).content.decode()

    for _ in range(2):
        client.post(link(mail), {"wants": "yes"})
    assert wishes_of(mail.user)["announcement"] == Way.MAIL


def test_by_the_one_click_of_the_mail_program(mail, client):
    answer = client.post(link(mail), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert wishes_of(mail.user)["announcement"] == Way.SITE


def test_by_a_mail_to_the_address_in_its_head(mail):
    unsubscribe_received.send(sender=None, delivery=mail, at=NOW)

    assert wishes_of(mail.user)["announcement"] == Way.SITE


def test_the_digest_ends_and_comes_back(digest, client):
    client.post(link(digest), {"wants": "no"})
    assert wishes_of(digest.user)["thread_answer"] == Way.SITE
    assert "You get no daily mail" in client.get(link(digest)).content.decode()

    client.post(link(digest), {"wants": "yes"})
    assert wishes_of(digest.user)["thread_answer"] == Way.DIGEST


def test_a_token_that_is_none_or_of_another_mail_opens_nothing(client):
    other = Delivery.objects.create(
        key="k", user=make_learner(), email_key="x", language="en", next_attempt_at=NOW
    )
    for token in ("x", uuid.uuid4().hex, other.token.hex):
        assert client.get(f"/en/notices/{token}/off/").status_code == 404
        answer = client.post(f"/en/notices/{token}/off/", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert not Choice.objects.exists()


def test_a_closed_account_changes_nothing(mail, client):
    erase_user(user=mail.user, at=NOW)

    assert client.post(link(mail), {"wants": "no"}).status_code == 404
    assert not Choice.objects.exists()
