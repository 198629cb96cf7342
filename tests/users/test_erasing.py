"""Erasure: nothing names the person, nothing lets them in, the row and what hangs on it stay."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from certificates.issuing import issue_certificate
from certificates.models import Certificate
from learning.models import Enrollment
from mail.actions import queue_delivery
from mail.models import Delivery, DeliveryState
from members.actions import set_affiliation
from members.models import Affiliation
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from users.actions import erase_user, give_consent
from users.models import Consent, Purpose, User, UserNotDeletable
from users.signals import user_erased

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAMES = ("Rina Kartikasari", "리나", "rina@example.org", "rina.second@example.org", "Semarang")


@pytest.fixture(autouse=True)
def _files(monkeypatch, tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Certificate._meta.get_field("pdf"), "storage", storage)


@pytest.fixture
def person():
    """Somebody who used everything."""
    user = make_learner(
        email="rina@example.org",
        name="Rina Kartikasari",
        certificate_name="리나",
        certificate_name_latin="Rina Kartikasari",
        certificate_name_confirmed_at=NOW,
        country="ID",
    )
    for number, email in enumerate(["rina@example.org", "rina.second@example.org"]):
        EmailAddress.objects.create(user=user, email=email, primary=not number, verified=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    user.groups.add(Group.objects.create(name="Some role"))
    UserProfile.objects.create(user=user)
    set_affiliation(user=user, member=None, city_name="Semarang")
    give_consent(user=user, purpose=Purpose.STATISTICS, language="en", source="profile", at=NOW)
    log(user, "wagtail.edit", user=user)
    enrollment = finish(make_enrollment(run=make_run(make_course(lessons=(1,))), learner=user))
    issue_certificate(enrollment=enrollment, at=NOW)
    queue_delivery(
        key="x", template="y", language="en", to_email=user.email, to_name=user.name, user=user
    )
    return user


def all_text():
    """Whatever stands in any row of ours, of allauth and of Wagtail's log."""
    from django.apps import apps

    labels = {
        *("users", "mail", "members", "learning", "certificates", "quizzes", "account", "mfa"),
        *("wagtailusers", "wagtailcore"),
    }
    models = [model for model in apps.get_models() if model._meta.app_label in labels]
    return "\n".join(str(row) for model in models for row in model.objects.values_list())


def test_afterwards_nothing_names_the_person(person):
    before = all_text()
    assert all(name in before for name in NAMES)

    assert erase_user(user=person, at=NOW, by=person)

    after = all_text()
    assert [line for line in after.splitlines() for name in NAMES if name in line] == []


def test_the_row_stays_with_what_was_learned_and_names_nobody(person):
    erase_user(user=person, at=NOW)

    row = User.objects.get(pk=person.pk)
    assert (row.erased_at, row.is_active, row.name) == (NOW, False, "")
    assert row.email == f"erased-{row.pk}@erased.invalid"
    assert Enrollment.objects.get(learner=row).completed_at is not None
    assert Consent.objects.get(user=row, purpose=Purpose.STATISTICS).withdrawn_at == NOW


def test_nobody_signs_in_any_more(person):
    browser = Client()
    browser.force_login(person)
    other = Client()
    other.force_login(make_learner())

    erase_user(user=person, at=NOW)

    assert browser.get(reverse("home:dashboard")).status_code == 302
    assert other.get(reverse("home:dashboard")).status_code == 200
    assert Session.objects.count() == 1
    row = User.objects.get(pk=person.pk)
    assert not row.has_usable_password()
    assert not row.groups.exists()
    assert not EmailAddress.objects.filter(user=row).exists()
    assert not Authenticator.objects.filter(user=row).exists()


def test_waiting_mail_is_stopped(person):
    erase_user(user=person, at=NOW)

    assert Delivery.objects.count() == 3
    assert set(Delivery.objects.values_list("state", "to_email")) == {(DeliveryState.SKIPPED, "")}


def test_a_second_time_changes_nothing(person):
    erase_user(user=person, at=NOW)

    assert not erase_user(user=person, at=NOW + timedelta(days=1))
    assert User.objects.get(pk=person.pk).erased_at == NOW
    assert ModelLogEntry.objects.filter(action="users.erase").count() == 1


def test_a_form_of_another_tab_writes_no_affiliation_afterwards(person):
    erase_user(user=person, at=NOW)

    assert set_affiliation(user=person, member=None, city_name="Semarang") is None
    assert not Affiliation.objects.exists()


def test_if_one_app_cannot_erase_nothing_is_erased(person):
    def fail(**kwargs):
        raise RuntimeError

    user_erased.connect(fail, dispatch_uid="test")
    try:
        with pytest.raises(RuntimeError):
            erase_user(user=person, at=NOW)
    finally:
        user_erased.disconnect(dispatch_uid="test")

    assert User.objects.get(pk=person.pk).name == "Rina Kartikasari"
    assert Delivery.objects.filter(to_email="rina@example.org").exists()


@pytest.mark.parametrize(("keep", "status"), [(True, 200), (False, 404)])
def test_the_holder_chooses_whether_certificates_stay_verifiable(client, person, keep, status):
    address = reverse("certificates:verify", args=[Certificate.objects.get().printed_code])

    erase_user(user=person, at=NOW, keep_certificates=keep)

    assert client.get(address).status_code == status


def test_the_address_may_be_used_for_a_new_account(person):
    erase_user(user=person, at=NOW)

    assert make_learner(email="rina@example.org").pk != person.pk


def test_a_user_is_never_deleted(person):
    for delete in (person.delete, User.objects.filter(pk=person.pk).delete):
        with pytest.raises(UserNotDeletable):
            delete()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Somebody"},
        {"is_active": True},
        {"email": "a@example.org"},
        {"certificate_name": "X"},
        {"gender": "WOMAN"},
        {"is_superuser": True},
    ],
)
def test_the_database_lets_nothing_back_in(person, change):
    erase_user(user=person, at=NOW)

    with (
        pytest.raises(IntegrityError, match="users_user_erased_names_nobody"),
        transaction.atomic(),
    ):
        User.objects.filter(pk=person.pk).update(**change)
