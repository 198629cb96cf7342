"""A reader goes where the account goes, and the account says yes for an address it proved."""

import uuid

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from mail.actions import suppress
from mail.addresses import email_key
from mail.models import Delivery, DeliveryState, Suppression
from newsletters.actions import leave, subscribe
from newsletters.actions.proof import Proof
from newsletters.importing.judging import Standing
from newsletters.links import follow
from newsletters.models import (
    ConsentRecord,
    Deed,
    FormerAddress,
    ImportOutcome,
    IssueSending,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    deliveries_of,
    own_reader,
)
from newsletters.personal_data import export
from newsletters.recipients import recipients
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_reader, make_running_sending
from users.actions import erase_user

from .conftest import mails

pytestmark = pytest.mark.django_db
OLD, NEW = "rani@example.org", "rani.wijaya@example.org"
PROOF = Proof("mail", "en")


def add_address(user, address, **fields):
    return EmailAddress.objects.create(user=user, email=address, **{"verified": True, **fields})


@pytest.fixture
def learner(client):
    user = make_learner(email=OLD, name="Rani Wijaya")
    client.force_login(user)
    add_address(user, OLD, primary=True)
    return user


@pytest.fixture
def reader(lists, learner):
    return make_reader(OLD, lists=("network", "youth"), user=learner)


def make_primary(client, address):
    """As the page "E-mail addresses" does it, after saying once more who one is."""
    page = reverse("account_email")
    asks = client.post(page, {"email": address, "action_primary": ""}, follow=True)
    if asks.request["PATH_INFO"] == reverse("account_reauthenticate"):
        client.post(asks.request["PATH_INFO"], {"password": "a-long-password"})
        client.post(page, {"email": address, "action_primary": ""})


def section(client):
    page = BeautifulSoup(client.get("/en/my-profile/").content, "html.parser")
    return page.select_one("#newsletter")


def test_the_reader_follows_with_lists_language_and_proof(client, reader, learner):
    add_address(learner, NEW)

    make_primary(client, NEW)

    learner.refresh_from_db()
    assert learner.email == NEW
    (moved,) = Reader.objects.all()
    assert (moved.pk, moved.email, moved.email_key) == (reader.pk, NEW, email_key(NEW))
    assert Subscription.objects.active().filter(reader=moved).count() == 2
    record = ConsentRecord.objects.get(deed=Deed.MOVED)
    assert (record.by, record.source) == (learner, "account")
    assert NEW in section(client).get_text()


def test_an_address_that_is_not_proved_moves_nobody(client, reader, learner):
    add_address(learner, NEW, verified=False)

    make_primary(client, NEW)

    reader.refresh_from_db()
    assert reader.email == OLD


def test_confirming_another_address_moves_nobody_while_the_first_stays(client, reader, learner):
    address = add_address(learner, NEW, verified=False)

    client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))

    reader.refresh_from_db()
    assert reader.email == OLD


def test_a_reader_who_gets_it_at_another_address_stays_there(client, lists, learner):
    reader = make_reader("home@example.org", user=learner)
    add_address(learner, NEW)

    make_primary(client, NEW)

    reader.refresh_from_db()
    assert reader.email == "home@example.org"


def test_where_the_new_address_has_a_reader_both_stay_and_the_profile_says_so(
    client, reader, learner
):
    other = make_reader(NEW, lists=("courses",))
    add_address(learner, NEW)
    assert "kept apart" not in section(client).get_text()

    make_primary(client, NEW)

    assert set(Reader.objects.values_list("email", flat=True)) == {OLD, NEW}
    assert not FormerAddress.objects.exists()
    words = section(client).get_text()
    assert f"It comes to {OLD}" in words
    assert f"{NEW}, gets a newsletter of its own" in words
    other.refresh_from_db()
    assert other.user is None


def test_what_waits_goes_to_the_new_address_and_what_went_out_stays_theirs(client, reader, learner):
    sending = make_running_sending(0)
    sent = sending.deliveries.get()
    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.SENT, sent_at=timezone.now())
    waiting = make_running_sending(0).deliveries.get()
    add_address(learner, NEW)

    make_primary(client, NEW)

    reader.refresh_from_db()
    waiting.refresh_from_db()
    assert (waiting.to_email, waiting.email_key) == (NEW, reader.email_key)
    sent.refresh_from_db()
    assert sent.to_email == OLD
    assert set(deliveries_of(reader)) >= {sent, waiting}
    assert follow(waiting.token.hex).is_alive


def test_a_link_at_the_former_address_opens_nothing_and_its_one_click_still_stops_mail(
    client, stranger, reader, learner
):
    old_mail = make_running_sending(0).deliveries.get()
    Delivery.objects.filter(pk=old_mail.pk).update(state=DeliveryState.SENT, sent_at=timezone.now())
    add_address(learner, NEW)
    make_primary(client, NEW)

    page = stranger.get(f"/en/newsletter/preferences/{old_mail.token.hex}/")
    assert page.status_code == 410
    assert NEW not in page.content.decode()
    stranger.post(
        f"/en/newsletter/unsubscribe/{old_mail.token.hex}/", {"List-Unsubscribe": "One-Click"}
    )

    left = Subscription.objects.filter(left_by=LeftBy.ONE_CLICK)
    assert list(left.values_list("reader", "mailing_list__key")) == [(reader.pk, "network")]


def test_a_new_reader_at_the_former_address_is_somebody_else(client, reader, learner, lists):
    old_mail = make_running_sending(0).deliveries.get()
    Delivery.objects.filter(pk=old_mail.pk).update(state=DeliveryState.SENT, sent_at=timezone.now())
    add_address(learner, NEW)
    make_primary(client, NEW)
    successor = make_reader(OLD)
    new_mail = make_running_sending(0).deliveries.get(email_key=email_key(OLD))

    leave(reader=Reader.objects.get(pk=reader.pk), by=LeftBy.LINK, proof=PROOF, at=timezone.now())

    assert follow(old_mail.token.hex).reader == reader
    assert follow(new_mail.token.hex).reader == successor
    assert not Suppression.objects.in_force().filter(email_key=email_key(OLD)).exists()


def test_what_was_left_stays_left_at_the_new_address_and_no_import_brings_it_back(
    client, reader, learner, lists
):
    leave(reader=reader, lists=[lists["youth"]], by=LeftBy.LINK, proof=PROOF, at=timezone.now())
    suppress(address=OLD, reason=Suppression.Reason.HARD_BOUNCE)
    add_address(learner, NEW)
    make_primary(client, NEW)

    stops = Suppression.objects.in_force().filter(email_key=email_key(NEW))
    assert list(stops.values_list("scope", flat=True)) == ["list:youth"]
    keys = {email_key(OLD), email_key(NEW)}
    for address in (OLD, NEW):
        standing = Standing(keys, lists["youth"])
        assert standing.outcome(email_key(address)) == ImportOutcome.LEFT


def test_an_import_of_the_former_address_makes_no_second_reader(client, reader, learner, lists):
    add_address(learner, NEW)
    make_primary(client, NEW)

    standing = Standing({email_key(OLD)}, lists["network"])

    assert standing.outcome(email_key(OLD)) == ImportOutcome.ALREADY


def test_nobody_gets_an_issue_at_both_addresses(client, reader, learner):
    planned = IssueSending.objects.create(
        sending=make_running_sending(0), issue_key=uuid.uuid4(), audience={}
    )
    audience = {"conditions": [], "must_meet_all": True}
    lists, at = list(MailingList.objects.all()), timezone.now()
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=at)
    assert not recipients(planned.issue_key, audience, lists, ["en"], at, fallback="en").exists()
    add_address(learner, NEW)
    make_primary(client, NEW)

    assert not recipients(planned.issue_key, audience, lists, ["en"], at, fallback="en").exists()
    assert recipients(uuid.uuid4(), audience, lists, ["en"], at, fallback="en").exists()


def test_erasing_forgets_what_went_to_the_former_address(client, reader, learner):
    old_mail = make_running_sending(0).deliveries.get()
    Delivery.objects.filter(pk=old_mail.pk).update(
        state=DeliveryState.SENT, sent_at=timezone.now(), user=None
    )
    add_address(learner, NEW)
    make_primary(client, NEW)
    learner.refresh_from_db()
    (known,) = export(user=learner)[1]
    assert [each["to_email"] for each in known["mails_to_former_addresses"]] == [OLD]

    erase_user(user=learner, at=timezone.now())

    old_mail.refresh_from_db()
    assert (old_mail.to_email, old_mail.to_name) == ("", "")
    scopes = Suppression.objects.in_force().filter(email_key=email_key(OLD))
    assert scopes.count() == 3


def test_the_reader_of_the_account_goes_before_the_one_of_its_address(lists, learner):
    theirs = make_reader("home@example.org", user=learner)
    make_reader(OLD)

    assert own_reader(learner) == theirs


def test_a_reader_of_somebody_else_who_had_the_address_before_is_the_one_who_proved_it(
    client, lists
):
    former = make_learner(email="former@example.org")
    reader = make_reader(OLD, user=former)
    user = make_learner(email=OLD)
    assert own_reader(user) is None
    add_address(user, OLD, primary=True)
    assert own_reader(user) == reader
    client.force_login(user)

    client.post("/en/my-profile/newsletter/", {"lists": ["youth"]})

    reader.refresh_from_db()
    assert reader.user == user
    assert own_reader(former) is None


def test_an_account_that_has_not_proved_its_address_sees_no_reader(client, lists):
    make_reader(OLD)
    user = make_learner(email=OLD)
    client.force_login(user)

    assert own_reader(user) is None
    assert not section(client).select("input[checked]")


def ask(*lists):
    return subscribe(
        address=OLD, lists=lists, language="en", proof=Proof("home", "en"), at=timezone.now()
    )


def test_whoever_proved_the_address_confirms_by_one_click(client, lists, learner):
    reader = ask(lists["network"], lists["youth"])
    form = section(client).select_one("form[action$='/confirm/']")
    assert [each["value"] for each in form.select("input[name=lists]")] == ["network", "youth"]

    for _click in range(2):
        client.post(form["action"], {"lists": ["network", "youth"]})

    assert Subscription.objects.active().count() == 2
    proofs = ConsentRecord.objects.filter(deed=Deed.CONFIRMED)
    assert {(each.source, each.by) for each in proofs} == {("profile", learner)}
    assert proofs.count() == 2
    assert all(each.wording for each in proofs)
    reader.refresh_from_db()
    assert reader.user == learner
    assert not section(client).select_one("form[action$='/confirm/']")


def test_proving_the_address_confirms_nothing_that_was_asked_for_elsewhere(client, lists):
    user = make_learner(email=OLD)
    address = add_address(user, OLD, primary=True, verified=False)
    ask(lists["network"])

    client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))

    assert not Subscription.objects.active().exists()
    client.force_login(user)
    assert section(client).select_one("form[action$='/confirm/']")


def test_only_what_was_shown_and_asked_for_begins(client, lists, learner):
    ask(lists["network"])

    client.post("/en/my-profile/newsletter/confirm/", {"lists": ["youth"]})

    assert not Subscription.objects.active().exists()


def test_an_address_that_is_not_proved_cannot_be_confirmed_for(client, lists, learner):
    ask(lists["network"])
    EmailAddress.objects.update(verified=False)

    assert not section(client).select_one("form[action$='/confirm/']")
    client.post("/en/my-profile/newsletter/confirm/", {"lists": ["network"]})

    assert not Subscription.objects.active().exists()
    assert len(mails("confirm")) == 1
