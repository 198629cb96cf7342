"""The newsletter of somebody with an account: while making it, in the profile, when erased."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from mail.addresses import email_key
from mail.models import DeliveryState, Suppression
from newsletters.actions import mail_link
from newsletters.models import ConsentRecord, Deed, Reader, Subscription
from newsletters.personal_data import erase_reader
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_reader
from tests.users.test_sign_up import sign_up
from users.actions import erase_user
from users.models import User
from users.personal_data import collect_personal_data

from .conftest import mails

pytestmark = pytest.mark.django_db
PROFILE = "/en/my-profile/newsletter/"


def active():
    rows = Subscription.objects.active().order_by("mailing_list__key")
    return list(rows.values_list("mailing_list__key", flat=True))


def confirm_account(client):
    key = EmailConfirmationHMAC(EmailAddress.objects.get()).key
    return client.post(reverse("account_confirm_email", args=[key]))


def prove(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


@pytest.fixture
def learner(client):
    user = make_learner(email="rani@example.org", name="Rani Wijaya", language="id")
    client.force_login(user)
    return user


def test_the_box_is_offered_and_not_ticked(client, lists):
    page = BeautifulSoup(client.get("/en/account/signup/").content, "html.parser")

    box = page.select_one("[name=newsletter]")
    assert not box.has_attr("checked")
    assert not box.has_attr("required")


def test_who_does_not_tick_gets_nothing(client, lists):
    sign_up(client)
    confirm_account(client)

    assert not Reader.objects.exists()


def test_the_box_counts_once_the_account_is_confirmed(client, lists):
    sign_up(client, "/id/account/signup/", newsletter="on")
    assert active() == []
    assert not mails("confirm")

    confirm_account(client)

    assert active() == ["network"]
    reader = Reader.objects.get()
    assert (reader.user, reader.language) == (User.objects.get(), "id")
    proofs = ConsentRecord.objects.values_list("deed", "source")
    assert list(proofs) == [(Deed.ASKED, "sign-up"), (Deed.CONFIRMED, "sign-up")]
    assert all(ConsentRecord.objects.values_list("wording", flat=True))


def test_what_a_stranger_asked_for_is_not_confirmed_with_the_account(client, lists, stranger):
    stranger.post("/en/newsletter/subscribe/", {"email": "rani@example.org", "lists": ["youth"]})

    sign_up(client, newsletter="on")
    confirm_account(client)

    assert active() == ["network"]


def test_the_profile_shows_and_changes_what_comes(client, lists, learner):
    prove(learner)
    client.post(PROFILE, {"lists": ["network", "youth"]})
    assert active() == ["network", "youth"]
    reader = Reader.objects.get()
    assert (reader.user, reader.language, reader.email) == (learner, "id", "rani@example.org")

    section = BeautifulSoup(client.get("/en/my-profile/").content, "html.parser").select_one(
        "#newsletter"
    )
    ticked = [each["value"] for each in section.select("input[checked]")]
    assert ticked == ["network", "youth"]
    answer = client.post(PROFILE, {"lists": ["youth"]})

    assert answer["Location"].endswith("/my-profile/#newsletter")
    assert active() == ["youth"]


def test_an_account_without_a_proved_address_is_asked_by_mail(client, lists, learner):
    client.post(PROFILE, {"lists": ["network"]})

    assert active() == []
    assert len(mails("confirm")) == 1


def test_the_profile_finds_what_was_asked_for_before_the_account(client, lists, learner):
    prove(learner)
    reader = make_reader("rani@example.org", lists=("courses",))

    client.post(PROFILE, {"lists": ["courses", "network"]})

    reader.refresh_from_db()
    assert reader.user == learner
    assert active() == ["courses", "network"]


def test_a_person_is_handed_the_whole_proof(lists, learner):
    reader = make_reader("rani@example.org", lists=("courses",), user=learner)
    ConsentRecord.objects.create(
        reader=reader,
        deed=Deed.ASKED,
        at=timezone.now(),
        source="home",
        wording="Yes",
        language="en",
    )

    (section,) = collect_personal_data(user=learner, at=timezone.now())["newsletters"]

    assert section["email"] == "rani@example.org"
    assert section["lists"][0]["mailing_list__key"] == "courses"
    assert section["proof"][0]["wording"] == "Yes"


def test_erasing_empties_the_reader_and_leaves_every_list_for_good(lists, learner):
    reader = make_reader("rani@example.org", lists=("courses",), user=learner)
    ConsentRecord.objects.create(
        reader=reader,
        deed=Deed.IMPORTED,
        at=timezone.now(),
        source="import:rani.csv",
        wording="Yes",
        language="en",
    )

    erase_user(user=learner, at=timezone.now())

    reader.refresh_from_db()
    assert (reader.email, reader.name, reader.user) == ("", "", None)
    assert reader.email_key == email_key("rani@example.org")
    assert active() == []
    stops = Suppression.objects.in_force().values_list("scope", "reason")
    assert set(stops) == {(f"list:{key}", "LEFT") for key in lists}
    record = ConsentRecord.objects.get()
    assert (record.source, record.wording) == ("import", "")


def test_erasing_an_account_that_never_proved_its_address_leaves_the_reader(lists):
    reader = make_reader("rani@example.org")
    user = make_learner(email="rani@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)

    erase_user(user=user, at=timezone.now())

    reader.refresh_from_db()
    assert reader.email == "rani@example.org"


def test_somebody_erased_may_come_back_and_old_links_stay_dead(client, lists, stranger):
    reader = make_reader("rani@example.org")
    erase_reader(reader=reader, at=timezone.now())

    stranger.post("/en/newsletter/subscribe/", {"email": "rani@example.org", "lists": ["youth"]})

    reader.refresh_from_db()
    assert (reader.email, reader.erased_at, reader.confirmed_at) == ("rani@example.org", None, None)
    assert reader.links_revoked_at
    assert len(mails("confirm")) == 1


def test_erasing_a_reader_without_an_account_empties_the_ledger_too(lists):
    reader = make_reader("rani@example.org")
    mail_link(address="rani@example.org", at=timezone.now())

    erase_reader(reader=reader, at=timezone.now())

    (mail,) = mails("link")
    assert (mail.to_email, mail.context, mail.state) == ("", {}, DeliveryState.SKIPPED)
