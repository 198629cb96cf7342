"""Leaving, and what readers say of themselves."""

import pytest
from django.utils import timezone

from mail.models import Suppression
from newsletters.actions import change_preferences, leave, revoke_links, say_why_left
from newsletters.actions.proof import Proof
from newsletters.models import ConsentRecord, Deed, LeavingReason, LeftBy, Subscription
from tests.factories.newsletters import make_reader

from .conftest import mails

pytestmark = pytest.mark.django_db
PROOF = Proof("mail", "en")


@pytest.fixture
def reader(lists):
    return make_reader("sari@example.org", lists=("network", "youth"))


def stopped():
    rows = Suppression.objects.in_force().order_by("scope")
    return list(rows.values_list("scope", "reason"))


def test_one_list_is_left_once_and_the_ledger_knows(reader, lists):
    at = timezone.now()
    for _click in range(2):
        leave(reader=reader, lists=[lists["youth"]], by=LeftBy.LINK, proof=PROOF, at=at)

    assert stopped() == [("list:youth", "LEFT")]
    assert list(Subscription.objects.active().values_list("mailing_list__key")) == [("network",)]
    assert ConsentRecord.objects.filter(deed=Deed.LEFT).count() == 1


def test_leaving_everything_stops_every_list(reader):
    leave(reader=reader, by=LeftBy.ONE_CLICK, proof=PROOF, at=timezone.now())

    assert [scope for scope, _reason in stopped()] == ["list:courses", "list:network", "list:youth"]
    assert not Subscription.objects.active().exists()


def test_the_reason_stands_with_what_was_left_last(reader, lists):
    leave(reader=reader, lists=[lists["youth"]], by=LeftBy.LINK, proof=PROOF, at=timezone.now())
    leave(reader=reader, lists=[lists["network"]], by=LeftBy.LINK, proof=PROOF, at=timezone.now())

    assert say_why_left(reader=reader, reason=LeavingReason.TOO_MUCH)
    assert not say_why_left(reader=reader, reason=LeavingReason.OTHER)

    reasons = dict(Subscription.objects.values_list("mailing_list__key", "left_reason"))
    assert reasons == {"network": "TOO_MUCH", "youth": ""}


def test_preferences_join_leave_and_change_in_one_go(reader, lists):
    for _click in range(2):
        change_preferences(
            reader=reader,
            language="ne",
            name="Sari",
            lists=[lists["network"], lists["courses"]],
            offered=lists.values(),
            proof=PROOF,
            at=timezone.now(),
        )

    reader.refresh_from_db()
    assert (reader.language, reader.name) == ("ne", "Sari")
    active = Subscription.objects.active().values_list("mailing_list__key", flat=True)
    assert set(active) == {"network", "courses"}
    assert stopped() == [("list:youth", "LEFT")]
    deeds = ConsentRecord.objects.values_list("deed", flat=True)
    assert list(deeds) == ["CHANGED", "CONFIRMED", "LEFT"]


def test_a_list_that_is_not_offered_stays_as_it_is(reader, lists):
    change_preferences(
        reader=reader,
        language="en",
        name="Nadia",
        lists=[],
        offered=[lists["network"]],
        proof=PROOF,
        at=timezone.now(),
    )

    assert list(Subscription.objects.active().values_list("mailing_list__key")) == [("youth",)]


def test_revoking_mails_one_new_link(reader):
    at = timezone.now()
    revoke_links(reader=reader, proof=PROOF, at=at)

    reader.refresh_from_db()
    assert reader.links_revoked_at == at
    (mail,) = mails("link")
    assert mail.created_at > at
