"""What breaks the constraints of `users`."""

from __future__ import annotations

import uuid
from typing import Any

from tests.constraints.breaking import DAY, Break, change, copy
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from users.actions import invite_guest
from users.models import Consent, GuestKind, GuestLink, Purpose, User


def consent(**fields: Any) -> Consent:
    giver = {} if "email_hmac" in fields else {"user": make_learner()}
    values = {"purpose": Purpose.PRIVACY, "language": "en", "given_at": NOW, "source": "test"}
    return Consent.objects.create(**{**values, **giver, **fields})


def guest_link() -> GuestLink:
    inviter = make_learner()
    link, _is_new = invite_guest(
        kind=GuestKind.COURSE_DRAFT,
        subject_key=uuid.uuid4(),
        name="Mei Chen",
        email="mei@example.org",
        language="en",
        expires_at=NOW + DAY,
        by=inviter,
        at=NOW,
    )
    return link


def copied_guest() -> Break:
    def do() -> object:
        link = guest_link()
        link.pk, link.key, link.author = None, uuid.uuid4(), make_learner()
        return GuestLink.objects.bulk_create([link])

    return do


def erased() -> User:
    learner = make_learner()
    User.objects.filter(pk=learner.pk).update(
        erased_at=NOW, is_active=False, name="", email=f"erased-{learner.pk}@erased.invalid"
    )
    return learner


BREAKS: dict[str, Break] = {
    "users_consent_has_one_giver": change(consent, email_hmac="a"),
    "users_consent_purpose_known": change(consent, purpose="ANYTHING"),
    "users_consent_withdrawn_after_given": change(consent, withdrawn_at=NOW - DAY),
    "users_consent_once_in_force": copy(consent),
    "users_consent_once_in_force_by_address": copy(lambda: consent(email_hmac="a")),
    "users_user_email_unique_any_case": copy(
        lambda: make_learner(email="ayu@example.org"), email="AYU@example.org"
    ),
    "users_guestlink_one_open": copied_guest(),
    "users_guestlink_expires_after_creation": change(guest_link, expires_at=NOW - DAY),
    "users_guestlink_kind_known": change(guest_link, kind="ANYTHING"),
    "users_guestlink_verdict_has_a_time": change(guest_link, verdict="APPROVED"),
    "users_guestlink_forgotten_is_revoked": change(guest_link, email=""),
    "users_user_erased_names_nobody": change(erased, name="Ayu"),
}
