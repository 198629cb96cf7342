"""Two clicks at the same moment, in two processes' stead two threads with their own connections."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from mail.models import Delivery, Suppression
from newsletters.actions import confirm, leave, subscribe
from newsletters.actions.proof import Proof
from newsletters.loading import load_lists
from newsletters.models import ConsentRecord, Deed, LeftBy, MailingList, Reader, Subscription

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
PROOF = Proof("home", "en")


def at_once(do, count=4):
    """Run `do` in threads that begin together; what went wrong in them."""
    barrier, errors = threading.Barrier(count), []

    def run():
        barrier.wait()
        try:
            do()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_asking_confirming_and_leaving_at_once_happen_once():
    load_lists()
    lists = list(MailingList.objects.all())

    def ask():
        subscribe(
            address="sari@example.org",
            lists=lists,
            language="en",
            proof=PROOF,
            at=timezone.now(),
        )

    assert at_once(ask) == []
    assert (Reader.objects.count(), Subscription.objects.count()) == (1, 3)
    assert Delivery.objects.count() == 1
    assert ConsentRecord.objects.count() == 3

    reader = Reader.objects.get()
    assert (
        at_once(lambda: confirm(reader=reader, lists=lists, proof=PROOF, at=timezone.now())) == []
    )
    assert ConsentRecord.objects.filter(deed=Deed.CONFIRMED).count() == 3

    assert (
        at_once(lambda: leave(reader=reader, by=LeftBy.ONE_CLICK, proof=PROOF, at=timezone.now()))
        == []
    )
    assert ConsentRecord.objects.filter(deed=Deed.LEFT).count() == 3
    assert Suppression.objects.in_force().count() == 3
