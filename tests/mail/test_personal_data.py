"""Erasure: nothing goes to somebody who is gone, and no row names them."""

import pytest
from django.core.mail import send_mail
from django.utils import timezone

from mail.actions import queue_delivery, suppress
from mail.claiming import claim
from mail.models import Bounce, BounceKind, Delivery, DeliveryState, Suppression
from mail.personal_data import erase
from mail.sending import _mark, reap, send_deliveries
from tests.factories.learning import make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADDRESS = "ayu@example.org"


@pytest.fixture
def learner():
    return make_learner(email=ADDRESS, name="Ayu Lestari")


@pytest.fixture
def delivery(learner):
    return queue_delivery(
        key="k:1", template="", language="en", to_email=ADDRESS, to_name="Ayu", user=learner
    )


def everything_stored() -> str:
    rows = [*Delivery.objects.values(), *Bounce.objects.values(), *Suppression.objects.values()]
    return str(rows)


def test_no_row_holds_the_address_afterwards(learner, delivery):
    send_mail("Hello", "Text", None, [ADDRESS])
    reply = f"550 5.1.1 <{ADDRESS}> is unknown here"
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED, last_reply=reply)
    Bounce.objects.create(
        delivery=delivery,
        email_key=delivery.email_key,
        kind=BounceKind.HARD,
        status="5.1.1",
        reply=reply,
        recorded_at=timezone.now(),
    )
    suppress(address=ADDRESS, reason=Suppression.Reason.HARD_BOUNCE, note=reply)

    erase(user=learner, at=timezone.now())

    assert ADDRESS not in everything_stored()
    assert "Ayu" not in everything_stored()
    assert Suppression.objects.in_force().exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {
        DeliveryState.FAILED,
        DeliveryState.SKIPPED,
    }


def test_a_worker_that_holds_the_row_does_not_send_it(learner, delivery, smtp_server, settings):
    settings.EMAIL_PORT = smtp_server.port
    lease, [row] = claim(count=1, at=timezone.now())

    erase(user=learner, at=timezone.now())

    assert not _mark(row, lease)
    send_deliveries(seconds=2)
    assert smtp_server.messages == []
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SKIPPED


def test_a_doubtful_row_of_somebody_who_is_gone_is_not_sent_again(learner, delivery):
    lease, [row] = claim(count=1, at=timezone.now())
    assert _mark(row, lease)
    erase(user=learner, at=timezone.now())
    Delivery.objects.update(lease_expires_at=timezone.now())

    reap(at=timezone.now())

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
