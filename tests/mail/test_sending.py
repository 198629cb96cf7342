"""The ledger against a real SMTP server: what is sent, deferred, refused, in doubt."""

import uuid
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import timezone

from mail.actions import leave, lift_suppression, queue_delivery, send_again, suppress
from mail.addresses import AddressRefused, email_key
from mail.backoff import backoff
from mail.claiming import LEASE, claim
from mail.message_ids import message_id
from mail.models import Bounce, BounceKind, Delivery, DeliveryState, Suppression
from mail.sending import MOST_DOUBTS, reap, send_deliveries
from users.models import User

from .ledger import make_due

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def relay(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    return smtp_server


def queue(key="k:1", to="ayu@example.org", **fields) -> Delivery:
    send_mail_fields = {"subject": "Hello", "text": "Text", "html": "<p>Text</p>", **fields}
    delivery = queue_delivery(
        key=key, template="", language="en", to_email=to, is_secret=fields.pop("is_secret", False)
    )
    send_mail_fields.pop("is_secret", None)
    Delivery.objects.filter(pk=delivery.pk).update(**send_mail_fields)
    delivery.refresh_from_db()
    return delivery


def vanish(delivery: Delivery) -> None:
    """As after a worker's death: the lease ran out."""
    Delivery.objects.filter(pk=delivery.pk).update(
        lease_expires_at=timezone.now() - timedelta(seconds=1)
    )


def test_a_queued_message_arrives_once_with_its_own_message_id(relay):
    delivery = queue()

    send_deliveries(seconds=5)
    send_deliveries(seconds=5)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert [m["Message-ID"] for m in relay.messages] == [message_id(delivery)]
    assert relay.messages[0]["Auto-Submitted"] == "auto-generated"
    assert relay.messages[0]["Content-Language"] == "en"


def test_the_same_key_is_written_once():
    first = queue()
    second = queue_delivery(key="k:1", template="", language="en", to_email="b@example.org")

    assert first.pk == second.pk
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("address", ["", "nobody", "a" * 65536 + "@example.org", "a b@example.org"])
def test_an_address_that_cannot_be_carried_is_refused(address):
    with pytest.raises(AddressRefused):
        queue_delivery(key="k:1", template="", language="en", to_email=address)


def test_a_line_break_in_a_name_adds_no_header(relay):
    queue(to_name="Ayu\r\nBcc: victim@example.org", subject="Hi\r\nX-Evil: 1")

    send_deliveries(seconds=5)

    (message,) = relay.messages
    assert message["Bcc"] is None
    assert message["X-Evil"] is None


def test_a_recipient_refused_for_ever_fails_with_a_bounce_and_is_suppressed(relay):
    relay.answer = lambda stage, envelope: "550 5.1.1 no such user" if stage == "RCPT" else None
    delivery = queue()

    send_deliveries(seconds=5)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert Bounce.objects.get().kind == BounceKind.HARD
    assert Suppression.objects.in_force().get().email_key == email_key("ayu@example.org")


def test_a_policy_refusal_is_a_bounce_that_suppresses_nobody(relay):
    relay.answer = lambda stage, envelope: "550 5.7.1 not today" if stage == "RCPT" else None
    queue()

    send_deliveries(seconds=5)

    assert Bounce.objects.get().kind == BounceKind.POLICY
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("stage_refused", ["RCPT", "DATA"])
def test_a_later_please_is_deferred_and_sent_when_it_is_due(relay, stage_refused):
    relay.answer = lambda stage, envelope: "451 later" if stage == stage_refused else None
    delivery = queue()

    send_deliveries(seconds=5)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DEFERRED
    assert delivery.attempts == 1
    assert delivery.next_attempt_at > timezone.now()

    relay.answer = lambda stage, envelope: None
    make_due()
    send_deliveries(seconds=5)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert len(relay.messages) == 1


def test_a_relay_that_is_away_costs_no_attempt(relay):
    relay.stop()
    delivery = queue()

    send_deliveries(seconds=5)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DEFERRED
    assert delivery.attempts == 0

    relay.start()
    make_due()
    send_deliveries(seconds=5)
    assert len(relay.messages) == 1


def test_a_line_lost_before_the_content_is_no_doubt(relay):
    def drop(stage, envelope):
        if stage == "RCPT":
            raise ConnectionAbortedError
        return None

    relay.answer = drop
    delivery = queue()

    send_deliveries(seconds=5)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DEFERRED


def test_a_line_lost_after_the_final_dot_is_in_doubt_and_goes_again_as_the_same_message(relay):
    def drop(stage, envelope):
        if stage == "DATA":
            raise ConnectionAbortedError
        return None

    relay.answer, relay.keeps_before_dropping = drop, True
    delivery = queue()

    send_deliveries(seconds=5)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.IN_FLIGHT
    vanish(delivery)
    delivery.refresh_from_db()
    assert delivery.is_in_doubt(at=timezone.now())

    relay.answer = lambda stage, envelope: None
    reap(at=timezone.now())
    send_deliveries(seconds=5)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert [m["Message-ID"] for m in relay.messages] == [message_id(delivery)] * 2


def test_a_message_that_stays_in_doubt_is_given_up():
    delivery = queue()
    for _ in range(MOST_DOUBTS + 1):
        make_due()
        lease, _rows = claim(count=1, at=timezone.now())
        Delivery.objects.filter(lease=lease).update(state=DeliveryState.IN_FLIGHT)
        vanish(delivery)
        reap(at=timezone.now())

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED


def test_a_lease_that_ran_out_before_the_mark_is_given_back():
    delivery = queue()
    claim(count=1, at=timezone.now())
    assert claim(count=1, at=timezone.now())[1] == []
    vanish(delivery)

    assert reap(at=timezone.now()) == (1, 0)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PENDING


def test_stopping_gives_back_what_was_not_marked(relay):
    for number in range(5):
        queue(key=f"k:{number}")
    sent = iter([False, False, True])

    send_deliveries(seconds=5, is_stopping=lambda: next(sent, True))

    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert len(relay.messages) == states.count("SENT") >= 1
    assert set(states) == {"SENT", "PENDING"}


def test_suppression_stops_a_message_at_the_mark_and_can_be_lifted(relay):
    suppression = suppress(address="AYU@example.org ", reason=Suppression.Reason.COMPLAINT)
    delivery = queue()

    send_deliveries(seconds=5)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SKIPPED
    assert relay.messages == []

    clerk = User.objects.create_user("clerk@example.org")
    assert lift_suppression(suppression=suppression, by=clerk, at=timezone.now())
    assert not lift_suppression(suppression=suppression, by=clerk, at=timezone.now())
    queue(key="k:2")
    send_deliveries(seconds=5)
    assert len(relay.messages) == 1


def test_a_secret_is_wiped_once_sent_and_goes_first(relay):
    queue(key="k:slow", text="news")
    secret = queue(key="k:fast", text="your code", is_secret=True)
    assert secret.is_secret

    send_deliveries(seconds=5)

    secret.refresh_from_db()
    assert (secret.text, secret.html, secret.context) == ("", "", {})
    assert "your code" in relay.messages[0].get_body(("plain",)).get_content()


def test_a_secret_that_expired_is_skipped_and_wiped(relay):
    secret = queue(text="your code", is_secret=True)
    Delivery.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    send_deliveries(seconds=5)

    secret.refresh_from_db()
    assert secret.state == DeliveryState.SKIPPED
    assert secret.text == ""
    assert relay.messages == []


def test_djangos_mail_functions_write_into_the_ledger(relay):
    message = EmailMultiAlternatives(
        "Reset",
        "code",
        to=["Ayu <ayu@example.org>", "b@example.org"],
        headers={"X-LMS-Secret": "1"},
    )
    message.attach_alternative("<p>code</p>", "text/html")

    assert message.send() == 2
    assert send_mail("S", "T", None, ["c@example.org"]) == 1

    assert Delivery.objects.filter(is_secret=True).count() == 2
    send_deliveries(seconds=5)
    assert len(relay.messages) == 3
    assert all(m["X-LMS-Secret"] is None for m in relay.messages)


def test_attachments_are_refused_not_dropped():
    message = EmailMultiAlternatives("S", "T", to=["a@example.org"])
    message.attach("a.txt", "x", "text/plain")

    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_a_doubtful_message_can_be_sent_again_or_left_by_hand():
    clerk = User.objects.create_user("clerk@example.org")
    rows = [queue(key=f"k:{n}") for n in range(2)]
    claim(count=2, at=timezone.now())
    Delivery.objects.update(state=DeliveryState.IN_FLIGHT, lease_expires_at=timezone.now() - LEASE)

    assert send_again(delivery=rows[0], by=clerk, at=timezone.now())
    assert leave(delivery=rows[1], by=clerk, at=timezone.now())
    assert not leave(delivery=rows[1], by=clerk, at=timezone.now())

    assert [Delivery.objects.get(pk=row.pk).state for row in rows] == ["PENDING", "SENT"]


def test_a_template_that_does_not_exist_fails_one_row_and_no_other(relay):
    broken = queue(key="k:broken")
    Delivery.objects.filter(pk=broken.pk).update(template="no-such-template")
    queue(key="k:fine")

    send_deliveries(seconds=5)

    broken.refresh_from_db()
    assert broken.state == DeliveryState.FAILED
    assert len(relay.messages) == 1


def test_backoff_grows_and_is_capped():
    assert backoff(1) < timedelta(minutes=2)
    assert timedelta(hours=3) <= backoff(20) <= timedelta(hours=5)


def test_a_result_is_written_only_under_ones_own_lease(relay):
    delivery = queue()
    _lease, rows = claim(count=1, at=timezone.now())
    from mail.sending import _finish

    assert not _finish(rows[0], uuid.uuid4(), DeliveryState.SENT, reply="Accepted")

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.LEASED
