"""Invite a guest, take the link back, keep what they judged, forget who they were."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from users.guests import GUEST_DOMAIN
from users.models import GuestKind, GuestLink, User, Verdict
from users.models.user import ERASED_DOMAIN

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def invite_guest(
    *,
    kind: GuestKind,
    subject_key: UUID,
    name: str,
    email: str,
    language: str,
    expires_at: datetime,
    by: User,
    at: datetime,
) -> tuple[GuestLink, bool]:
    """The link of this guest, and whether it is new: one that still works is not made twice.

    One that has expired is revoked. The caller holds a lock on what `subject_key` names.
    """
    email = email.strip().lower()
    same = GuestLink.objects.filter(
        kind=kind, subject_key=subject_key, email=email, revoked_at=None
    )
    working = same.in_force(at).select_related("author").first()
    if working is not None:
        return working, False
    same.update(revoked_at=at)
    key = uuid.uuid4()
    author = User.objects.create(
        email=f"guest-{key.hex}{GUEST_DOMAIN}",
        name=name,
        language=language,
        is_active=False,
        password=make_password(None),
    )
    link = GuestLink.objects.create(
        key=key,
        kind=kind,
        subject_key=subject_key,
        name=name,
        email=email,
        language=language,
        author=author,
        invited_by=by,
        created_at=at,
        expires_at=expires_at,
    )
    return link, True


def revoke_guest(*, link: GuestLink, at: datetime) -> bool:
    """The link ends at once. False where it was revoked before."""
    return bool(GuestLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at))


def note_guest(*, link: GuestLink, at: datetime) -> None:
    """They read something. At most a write an hour."""
    if link.last_seen_at is None or (at - link.last_seen_at).total_seconds() > 3600:
        GuestLink.objects.filter(pk=link.pk).update(last_seen_at=at)


def give_verdict(*, link: GuestLink, verdict: Verdict, text: str, at: datetime) -> bool:
    """Keep what they say. False where they said just that before, or the link works no more."""
    fresh = GuestLink.objects.in_force(at).filter(pk=link.pk)
    fresh = fresh.exclude(verdict=verdict, verdict_text=text)
    return bool(fresh.update(verdict=verdict, verdict_text=text, verdict_at=at))


@transaction.atomic
def forget_guests(links: QuerySet[GuestLink], *, at: datetime) -> None:
    """Take away who they were; what they said stays under no name. The links end."""
    rows = list(links.select_for_update().values_list("pk", "author"))
    found = GuestLink.objects.filter(pk__in=[pk for pk, _author in rows])
    found.filter(revoked_at=None).update(revoked_at=at)
    found.update(name="", email="")
    for _pk, author in rows:
        User.objects.filter(pk=author, erased_at=None).update(
            name="", email=f"erased-{author}{ERASED_DOMAIN}", erased_at=at, last_login=None
        )


def guests_with(addresses: set[str]) -> QuerySet[GuestLink]:
    """Links that went to one of these addresses."""
    wanted = Q(pk__in=[])
    for address in addresses:
        wanted |= Q(email__iexact=address)
    return GuestLink.objects.filter(wanted)
