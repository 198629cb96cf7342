"""Consents: added when given, withdrawn once, never changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from users.actions import agree_to_policies, give_consent, withdraw_consent
from users.consents import has_consented, has_objected
from users.models import Consent, Purpose
from users.policies import Policy, missing_policies, register_policy_reader

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + timedelta(days=3)


def give(user, purpose=Purpose.STATISTICS, **fields):
    values = {"language": "en", "source": "profile", "at": NOW, **fields}
    give_consent(user=user, purpose=purpose, **values)


def test_giving_twice_is_one_row_with_its_first_date():
    person = make_learner()

    give(person)
    give(person, at=LATER)

    assert [row.given_at for row in Consent.objects.all()] == [NOW]
    assert has_consented(person, Purpose.STATISTICS)


def test_withdrawing_keeps_the_row_and_giving_again_adds_another():
    person = make_learner()
    give(person)

    assert withdraw_consent(user=person, purpose=Purpose.STATISTICS, at=LATER)
    assert not withdraw_consent(user=person, purpose=Purpose.STATISTICS, at=LATER)
    assert has_objected(person, Purpose.STATISTICS)
    give(person, at=LATER)

    assert [row.withdrawn_at for row in Consent.objects.all()] == [LATER, None]
    assert not has_objected(person, Purpose.STATISTICS)


def test_whoever_never_said_anything_neither_consented_nor_objected():
    person = make_learner()

    assert not has_consented(person, Purpose.STATISTICS)
    assert not has_objected(person, Purpose.STATISTICS)


def test_an_address_without_an_account_consents_by_its_hmac():
    give(None, Purpose.NEWSLETTER, email_hmac="a" * 64)
    give(None, Purpose.NEWSLETTER, email_hmac="a" * 64)

    assert Consent.objects.count() == 1
    assert withdraw_consent(email_hmac="a" * 64, purpose=Purpose.NEWSLETTER, at=LATER)


def test_another_persons_consent_is_not_withdrawn():
    person, other = make_learner(), make_learner()
    give(person)
    give(other)

    withdraw_consent(user=person, purpose=Purpose.STATISTICS, at=LATER)

    assert has_consented(other, Purpose.STATISTICS)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"user": None, "email_hmac": ""}, "has_one_giver"),
        ({"email_hmac": "a" * 64}, "has_one_giver"),
        ({"purpose": "SELLING"}, "purpose_known"),
        ({"withdrawn_at": NOW - timedelta(days=1)}, "withdrawn_after_given"),
    ],
)
def test_the_database_refuses(fields, rule):
    values = {
        "user": make_learner(),
        "purpose": Purpose.TERMS,
        "language": "en",
        "source": "test",
        "given_at": NOW,
        **fields,
    }
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Consent.objects.create(**values)


def test_a_stored_consent_is_not_saved_again():
    give(make_learner())
    row = Consent.objects.get()
    row.text_version = "another"

    with pytest.raises(TypeError):
        row.save()


@pytest.fixture
def texts(monkeypatch):
    """Two texts in force, in versions that a test may change."""
    versions = {Purpose.TERMS: "2026-11", Purpose.PRIVACY: "2026-11"}
    monkeypatch.setattr("users.policies._readers", [])
    register_policy_reader(
        lambda language: tuple(Policy(*each, "Title", "/x/") for each in versions.items())
    )
    return versions


def test_who_agreed_is_asked_again_only_for_the_text_that_changed(texts):
    person = make_learner()
    assert len(missing_policies(person, "en")) == 2

    policies = missing_policies(person, "en")
    for _click in range(2):
        agree_to_policies(user=person, policies=policies, language="en", source="notice", at=NOW)
    assert missing_policies(person, "en") == ()
    assert Consent.objects.count() == 2

    texts[Purpose.TERMS] = "2027-06"
    assert [each.purpose for each in missing_policies(person, "en")] == [Purpose.TERMS]
