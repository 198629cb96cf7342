"""An issue is sent to named addresses as a test, each once and not without end."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from mail.actions import suppress
from mail.models import Delivery, Suppression
from newsletters.models import NewsletterIssuePage
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_reader

from .issue_pages import address

pytestmark = pytest.mark.django_db


def send(client, page, addresses, key=None):
    values = {"addresses": addresses, "key": key or uuid.uuid4()}
    return client.post(address("test", page), values, follow=True).content.decode()


def test_a_test_goes_to_named_addresses_once(draft, secretary, client):
    make_reader("nadia@example.org", name="Nadia")
    key = uuid.uuid4()

    shown = send(client, draft, "nadia@example.org\nbudi@example.org", key)
    send(client, draft, "nadia@example.org\nbudi@example.org", key)

    assert "on its way to nadia@example.org, budi@example.org" in shown
    nadia, budi = Delivery.objects.order_by("pk")
    assert nadia.subject == "[Test] A draft"
    assert "Hello Nadia" in nadia.html
    assert "nadia@example.org" in nadia.text
    assert f"/en/newsletter/unsubscribe/{nadia.token.hex}/" in nadia.html
    assert nadia.token.hex not in budi.html
    assert "\ue000" not in nadia.html + nadia.text
    entry = PageLogEntry.objects.filter(page=draft.pk, action="newsletters.send_test").first()
    assert entry.data == {"count": 2}
    assert not ModelLogEntry.objects.filter(action="newsletters.send_test").exists()


def test_a_second_form_sends_a_second_test(draft, secretary, client):
    send(client, draft, "nadia@example.org")
    send(client, draft, "nadia@example.org")

    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Give at least one address."),
        ("nobody", "“nobody” is not an e-mail address"),
        (" ".join(f"a{n}@example.org" for n in range(6)), "These are 6 addresses."),
        ("a@example.org\nb@", "“b@” is not an e-mail address"),
    ],
)
def test_a_bad_address_is_refused_beside_its_field_and_nothing_is_sent(
    typed, words, draft, secretary, client
):
    shown = send(client, draft, typed)

    assert words in shown
    assert typed.partition("\n")[0] in shown
    assert not Delivery.objects.exists()


def test_too_many_tests_within_an_hour_are_refused_and_keep_what_was_typed(
    draft, secretary, client
):
    key = uuid.uuid4()
    for _click in range(2):
        send(client, draft, "a0@example.org a1@example.org", key)
    log(draft, "newsletters.send_test", user=secretary, data={"count": 46})

    shown = send(client, draft, "b0@example.org b1@example.org b2@example.org")

    assert "You may send 50 test messages within an hour, and 48 have gone." in shown
    assert "b2@example.org" in shown
    assert Delivery.objects.count() == 2
    assert "on its way" in send(client, draft, "b0@example.org b1@example.org")


def test_an_hour_later_tests_go_again_and_each_person_counts_for_themselves(
    draft, secretary, client
):
    log(draft, "newsletters.send_test", user=make_learner(), data={"count": 50})
    log(draft, "newsletters.send_test", user=secretary, data={"count": 50})
    assert "50 have gone" in send(client, draft, "a@example.org")

    PageLogEntry.objects.update(timestamp=timezone.now() - timedelta(minutes=61))

    assert "on its way" in send(client, draft, "a@example.org")


def test_an_address_to_which_all_mail_is_stopped_gets_no_test(draft, secretary, client):
    suppress(address="nadia@example.org", reason=Suppression.Reason.COMPLAINT)
    suppress(address="budi@example.org", reason=Suppression.Reason.LEFT, scope="list:network")

    assert "All mail to nadia@example.org is stopped" in send(client, draft, "nadia@example.org")
    assert not Delivery.objects.exists()
    assert "on its way to budi@example.org" in send(client, draft, "budi@example.org")


def test_a_draft_is_tested_as_it_was_saved_last(draft, secretary, client):
    draft.title = "Newer words"
    draft.save_revision()

    send(client, draft, "nadia@example.org")

    assert Delivery.objects.get().subject == "[Test] Newer words"
    assert NewsletterIssuePage.objects.get(pk=draft.pk).title == "A draft"
