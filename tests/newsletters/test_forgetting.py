"""Sign-ups that nobody confirmed: what goes after a month, and what stays."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from mail.actions import queue_delivery
from mail.models import Bounce, Delivery, DeliveryState, Suppression
from newsletters import forgetting
from newsletters.actions import change_preferences, confirm, leave, mail_link, subscribe
from newsletters.actions.proof import Proof
from newsletters.forgetting import forget_unconfirmed
from newsletters.models import (
    ConsentRecord,
    Deed,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    is_link_alive,
)
from newsletters.personal_data import erase_reader
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_list, make_reader, make_waiting

from .conftest import mails

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PROOF = Proof("home", "en")


def forget(at=None):
    assert not forget_unconfirmed(at=at or timezone.now(), seconds=10)


def test_after_thirty_days_nothing_is_left_of_who_never_confirmed():
    make_waiting("typo@example.org", days=31)
    letter = mails("confirm")[0]
    Bounce.objects.create(
        delivery=letter,
        email_key=letter.email_key,
        reply="550 typo@example.org unknown",
        recorded_at=timezone.now(),
    )
    waits = make_waiting("waits@example.org", days=29)

    forget()
    forget()

    assert list(Reader.objects.all()) == [waits]
    assert Subscription.objects.get().reader == waits
    assert ConsentRecord.objects.get().reader == waits
    letter.refresh_from_db()
    assert (letter.to_email, letter.context, letter.state) == ("", {}, DeliveryState.SKIPPED)
    assert letter.wiped_at
    assert Bounce.objects.get().reply == ""
    assert mails("confirm")[1].to_email == "waits@example.org"
    assert not Suppression.objects.exists()


def test_what_was_asked_for_again_waits_another_month():
    make_waiting("again@example.org", days=40)
    make_waiting("again@example.org", days=20)
    make_waiting("link@example.org", days=40)
    mail_link(address="link@example.org", at=timezone.now())

    forget()

    assert Subscription.objects.waiting().count() == 2


def test_whoever_was_forgotten_may_sign_up_again_or_be_imported():
    make_waiting("sari@example.org", days=31)
    forget()

    reader = make_waiting("sari@example.org", days=0)
    begun = confirm(reader=reader, lists=MailingList.objects.all(), proof=PROOF, at=timezone.now())

    assert [each.key for each in begun] == ["network"]
    assert [mail.to_email for mail in mails("confirm")] == ["", "sari@example.org"]


def test_who_confirmed_one_list_keeps_it_and_loses_what_still_waits():
    reader = make_reader("sari@example.org")
    make_waiting("sari@example.org", days=31, lists=("youth",))

    forget()

    assert Subscription.objects.get().mailing_list.key == "network"
    assert not ConsentRecord.objects.filter(deed=Deed.ASKED).exists()
    reader.refresh_from_db()
    assert reader.email == "sari@example.org"
    assert mails("confirm")[0].to_email == "sari@example.org"


def test_who_left_without_confirming_stays_away_and_known():
    reader = make_waiting("sari@example.org", days=31)
    leave(reader=reader, by=LeftBy.STAFF, proof=PROOF, at=timezone.now() - timedelta(days=31))

    forget()

    assert Subscription.objects.get().left_by == LeftBy.STAFF
    assert Suppression.objects.in_force().exists()


def test_who_has_an_account_loses_the_sign_up_and_nothing_else():
    user = make_learner(email="ayu@example.org")
    reader = make_waiting("ayu@example.org", days=31)
    Reader.objects.filter(pk=reader.pk).update(user=user)

    forget()

    assert Reader.objects.get().email == "ayu@example.org"
    assert not Subscription.objects.exists()
    assert not ConsentRecord.objects.exists()


def test_mails_about_courses_to_the_same_address_stay():
    queue_delivery(key="c", template="enrolled", language="en", to_email="ayu@example.org")
    make_waiting("ayu@example.org", days=31)

    forget()

    assert Delivery.objects.get(key="c").to_email == "ayu@example.org"


def test_who_only_chose_a_language_by_the_link_is_forgotten_too():
    reader = make_waiting("ayu@example.org", days=31)
    change_preferences(
        reader=reader,
        language="ko",
        name="Ayu",
        lists=[],
        offered=[],
        proof=PROOF,
        at=timezone.now() - timedelta(days=31),
    )

    forget()

    assert not Reader.objects.exists()


def test_who_was_erased_and_asked_again_in_vain_is_erased_again():
    reader = make_reader("sari@example.org")
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=60))
    erase_reader(reader=reader, at=timezone.now() - timedelta(days=50))
    make_waiting("sari@example.org", days=31, lists=("network", "youth"))

    forget()
    forget()

    reader.refresh_from_db()
    assert (reader.email, bool(reader.erased_at)) == ("", True)
    assert not is_link_alive(reader, mailed_at=timezone.now())
    assert not Subscription.objects.waiting().exists()
    assert Subscription.objects.get().left_by == LeftBy.ERASURE
    assert not ConsentRecord.objects.filter(deed=Deed.ASKED).exists()
    assert mails("confirm")[0].to_email == ""
    assert Suppression.objects.in_force().exists()

    subscribe(
        address="sari@example.org",
        lists=[make_list()],
        language="en",
        proof=PROOF,
        at=timezone.now(),
    )
    assert Subscription.objects.waiting().count() == 1


def test_many_are_forgotten_in_steps(monkeypatch):
    monkeypatch.setattr(forgetting, "STEP", 2)
    for _number in range(5):
        make_waiting(days=31)

    assert forget_unconfirmed(at=timezone.now(), seconds=0)
    forget()

    assert not Reader.objects.exists()


def test_a_step_costs_the_same_for_two_and_for_twenty(django_assert_max_num_queries):
    for count in (2, 20):
        for _number in range(count):
            make_waiting(days=31)
        # lock, look, take back, forget, wipe; the last finds nobody
        with django_assert_max_num_queries(26):
            forget()


def test_with_no_such_period_everybody_is_kept(settings):
    settings.LMS_UNCONFIRMED_DAYS = 0
    make_waiting(days=3000)

    forget()

    assert Reader.objects.exists()


PAGES = ("confirm", "preferences", "unsubscribe", "goodbye")


@pytest.mark.parametrize("name", PAGES)
def test_the_link_of_an_old_confirmation_says_so_and_offers_to_sign_up_again(client, lists, name):
    make_waiting("sari@example.org", days=31)
    old = f"/en/newsletter/{name}/{mails('confirm')[0].token.hex}/"
    forget()

    for answer in (client.get(old), client.post(old, {"lists": "network"})):
        assert answer.status_code == 410
        assert "This link is too old" in answer.text
        main = BeautifulSoup(answer.content, "html.parser").main
        assert main.find("a", href="/en/newsletter/sign-up/")
    assert not Reader.objects.exists()


def test_the_old_link_opens_nothing_of_who_signed_up_again(client, lists):
    make_waiting("sari@example.org", days=31)
    old = f"/en/newsletter/confirm/{mails('confirm')[0].token.hex}/"
    forget()
    make_waiting("sari@example.org", days=0)

    assert client.post(old, {"lists": "network"}).status_code == 410
    assert not Subscription.objects.active().exists()


def test_the_old_link_of_who_was_erased_again_is_too_old_and_not_that_of_who_stayed_erased(
    client, lists
):
    make_waiting("stays@example.org", days=50)
    make_waiting("sari@example.org", days=50)
    for reader in Reader.objects.all():
        erase_reader(reader=reader, at=timezone.now() - timedelta(days=40))
    make_waiting("sari@example.org", days=31)
    forget()

    words = [
        client.get(f"/en/newsletter/confirm/{mail.token.hex}/").text for mail in mails("confirm")
    ]

    assert ["too old" in each for each in words] == [False, False, True]


def test_whoever_has_an_account_reads_that_the_sign_up_was_forgotten(client, lists):
    reader = make_waiting("ayu@example.org", days=31)
    Reader.objects.filter(pk=reader.pk).update(user=make_learner(email="ayu@example.org"))
    old = f"/en/newsletter/confirm/{mails('confirm')[0].token.hex}/"
    forget()

    answer = client.get(old)

    assert answer.status_code == 200
    assert "This link is too old" in answer.text
