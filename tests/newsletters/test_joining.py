"""Ask, confirm, come back: what is written and what is mailed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail.addresses import AddressRefused, email_key
from mail.models import Delivery, Suppression
from mail.rendering import render_message
from newsletters.actions import confirm, leave, mail_link, subscribe
from newsletters.actions.proof import Proof
from newsletters.models import ConsentRecord, Deed, LeftBy, Reader, Subscription

from .conftest import mails

pytestmark = pytest.mark.django_db
PROOF = Proof("home", "id", "Kirimi saya kabar.")


def ask(lists, *keys, address="sari@example.org", at=None, language="id", **more):
    return subscribe(
        address=address,
        lists=[lists[key] for key in keys or ("network",)],
        language=language,
        proof=PROOF,
        at=at or timezone.now(),
        **more,
    )


def agree(reader, lists, at=None):
    return confirm(reader=reader, lists=lists.values(), proof=PROOF, at=at or timezone.now())


def test_asking_writes_proof_and_a_mail_and_nothing_comes_yet(lists):
    reader = ask(lists, "network", "youth")

    assert (reader.email, reader.language, reader.confirmed_at) == ("sari@example.org", "id", None)
    assert reader.email_key == email_key("sari@example.org")
    assert not Subscription.objects.active().exists()
    assert Subscription.objects.waiting().count() == 2
    proofs = ConsentRecord.objects.values_list("deed", "source", "wording", "language")
    assert list(proofs) == [(Deed.ASKED, "home", "Kirimi saya kabar.", "id")] * 2
    (mail,) = mails("confirm")
    assert mail.language == "id"
    assert mail.context["lists"] == ["Kabar jaringan", "Kaum muda"]
    assert f"/id/newsletter/confirm/{mail.token.hex}/" in render_message(mail).body


def test_a_second_click_writes_and_mails_nothing_more(lists):
    ask(lists)
    ask(lists)

    assert (len(mails()), ConsentRecord.objects.count()) == (1, 1)


def test_after_ten_minutes_another_mail_goes_and_is_proved(lists):
    at = timezone.now()
    ask(lists, at=at)
    ask(lists, at=at + timedelta(minutes=11))

    assert (len(mails("confirm")), ConsentRecord.objects.count()) == (2, 2)


def test_somebody_who_never_confirms_gets_four_mails_a_day_however_often_one_asks(lists):
    at = timezone.now() - timedelta(days=1)
    for number in range(24):
        ask(lists, at=at + timedelta(hours=number))
        now = at + timedelta(hours=number, seconds=1)
        Delivery.objects.filter(created_at__gt=timezone.now() - timedelta(minutes=1)).update(
            created_at=now
        )

    assert len(mails("confirm")) == 4
    ask(lists, at=at + timedelta(days=1, minutes=1))
    assert len(mails("confirm")) == 5


def test_nobody_is_called_by_a_name_before_they_confirmed(lists):
    ask(lists, name="Win at evil.example", is_mailed=False)
    at = timezone.now()

    reader = ask(lists, at=at)
    agree(reader, lists)
    mail_link(address=reader.email, at=at)

    first, second = mails()
    assert (first.to_name, first.context["name"]) == ("", "")
    assert "evil.example" not in render_message(first).body
    assert second.to_name == "Win at evil.example"


def test_the_same_address_in_other_letters_is_the_same_reader(lists):
    ask(lists, address="Sari@Example.org")
    ask(lists, "youth", address="sari@example.org")

    assert Reader.objects.count() == 1
    assert len(mails()) == 1


def test_confirming_begins_it_once(lists):
    reader = ask(lists)

    assert agree(reader, lists) == [lists["network"]]
    assert agree(reader, lists) == []

    assert Subscription.objects.active().count() == 1
    assert ConsentRecord.objects.filter(deed=Deed.CONFIRMED).count() == 1
    reader.refresh_from_db()
    assert reader.confirmed_at is not None


def test_only_what_was_shown_is_confirmed(lists):
    reader = ask(lists, "network", "youth")

    confirm(reader=reader, lists=[lists["network"]], proof=PROOF, at=timezone.now())

    assert list(Subscription.objects.waiting().values_list("mailing_list__key")) == [("youth",)]


def test_who_gets_it_already_is_told_so_by_mail(lists):
    at = timezone.now()
    reader = ask(lists, at=at)
    agree(reader, lists)

    ask(lists, at=at + timedelta(hours=1), language="ko")

    (mail,) = mails("already")
    assert mail.language == "id"
    assert ConsentRecord.objects.filter(deed=Deed.ASKED).count() == 1


def test_a_stranger_cannot_change_the_language_of_a_confirmed_reader(lists):
    reader = ask(lists)
    agree(reader, lists)

    ask(lists, "youth", language="ko", name="Somebody")

    reader.refresh_from_db()
    assert (reader.language, reader.name) == ("id", "")


def test_coming_back_is_confirmed_again_and_lifts_what_stopped_the_mail(lists):
    at = timezone.now()
    reader = ask(lists, at=at)
    agree(reader, lists, at)
    leave(reader=reader, by=LeftBy.LINK, proof=PROOF, at=at + timedelta(days=1))
    stops = Suppression.objects.in_force().filter(scope="list:network")
    assert stops.count() == 1

    ask(lists, at=at + timedelta(days=2))
    waiting = Subscription.objects.get(mailing_list__key="network")
    assert waiting.is_waiting()
    assert waiting.left_at
    assert stops.count() == 1
    agree(reader, lists, at + timedelta(days=3))

    assert Subscription.objects.get(mailing_list__key="network").is_active()
    assert stops.count() == 0


def test_a_hard_bounce_is_not_lifted_by_asking(lists):
    Suppression.objects.create(
        email_key=email_key("sari@example.org"), reason=Suppression.Reason.HARD_BOUNCE
    )

    agree(ask(lists), lists)

    assert Suppression.objects.in_force().filter(scope=Suppression.ALL).count() == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("a@b", "not an e-mail address"),
        ("a@localhost", "not an e-mail address"),
        ("jörg@example.org", "letters before the @"),
        ('"a\x07b"@example.org', "not an e-mail address"),
        ("a b@example.org", "not an e-mail address"),
        (f"{'x' * 65536}@example.org", "longer than 254"),
        ("sari@example.org\nBcc: all@example.org", "not an e-mail address"),
    ],
)
def test_an_address_that_mail_cannot_carry_is_refused_by_name(lists, address, words):
    with pytest.raises(AddressRefused, match=words):
        ask(lists, address=address)
    assert not Reader.objects.exists()
