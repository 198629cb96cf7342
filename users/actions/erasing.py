"""Erasure: the row stays, because learner tables hang on it, and names nobody any more."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from users.actions.guests import forget_guests, guests_with
from users.models import Consent, User
from users.models.user import ERASED_DOMAIN
from users.signals import user_erased

ERASED_LABEL = "–"


def erase_user(
    *, user: User, at: datetime, by: User | None = None, keep_certificates: bool = True
) -> bool:
    """Take away what names the person and close sign-in. False if it was done before.

    `user_erased` lets every app above do the same, in one transaction: if one fails, nothing is
    erased. Sessions are ended after it; they are worthless from the moment it commits.
    """
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if row.erased_at:
            return False
        user_erased.send(sender=User, user=row, at=at, keep_certificates=keep_certificates)
        forget_guests(guests_with(_addresses(row)), at=at)
        _remove_keys(row)
        _forget_in_the_cms(row)
        Consent.objects.in_force().filter(user=row).update(withdrawn_at=at)
        _replace(row, at)
        log(row, "users.erase", user=by if by and by.pk != row.pk else None)
        ModelLogEntry.objects.filter(**_about(row)).update(label=ERASED_LABEL)
    user.refresh_from_db()
    _end_sessions(row)
    return True


def _replace(row: User, at: datetime) -> None:
    row.email = f"erased-{row.pk}{ERASED_DOMAIN}"
    row.name = row.certificate_name = row.certificate_name_latin = row.country = ""
    row.gender = ""
    row.certificate_name_confirmed_at = row.last_login = None
    row.time_zone = "UTC"
    row.is_active = row.is_staff = row.is_superuser = False
    row.erased_at = at
    row.set_unusable_password()
    row.save()


def _addresses(row: User) -> set[str]:
    """All that are theirs, also those that they have confirmed beside the first."""
    confirmed = EmailAddress.objects.filter(user=row, verified=True)
    return {row.email, *confirmed.values_list("email", flat=True)}


def _remove_keys(row: User) -> None:
    """Everything that opens the account, and the rights that it had."""
    EmailAddress.objects.filter(user=row).delete()
    Authenticator.objects.filter(user=row).delete()
    row.groups.clear()
    row.user_permissions.clear()


def _forget_in_the_cms(row: User) -> None:
    """Wagtail's settings of this editor. What they wrote and did stays, under no name."""
    for profile in UserProfile.objects.filter(user=row):
        if profile.avatar:
            transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))
        profile.delete()
    EditingSession.objects.filter(user=row).delete()
    PageSubscription.objects.filter(user=row).delete()


def _about(row: User) -> dict[str, object]:
    """Log entries keep the name that an object had: here the person's own."""
    return {
        "content_type": ContentType.objects.get_for_model(User, for_concrete_model=False),
        "object_id": str(row.pk),
    }


def _end_sessions(row: User) -> None:
    """A session names its user only inside; so each one is opened."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(row.pk):
            session.delete()
