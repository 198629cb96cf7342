"""Invite somebody to author for a provider."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log

from courses.models import Provider
from users.inviting import (
    Newcomer,
    ensure_people,
    forget_unproven_password,
    password_link,
)

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def invite_administrator(
    *, provider: Provider, email: str, name: str = "", at: datetime, by: User | None = None
) -> User:
    """Make this person an administrator and author of the provider, and write to them.

    Idempotent but for the mail: each call sends a fresh link. Whoever has no account gets one
    without a password; the link lets them choose one and proves the address. So does whoever has an
    account that nobody ever proved to be theirs.
    """
    [person] = ensure_people([Newcomer(email=email, name=name)]).values()
    forget_unproven_password(person)
    person.groups.add(provider.administrator_group, provider.author_group)
    log(
        instance=provider,
        action="courses.invite_administrator",
        user=by,
        data={"user": person.pk},
    )
    _send_invitation(provider, person, at)
    return person


def _send_invitation(provider: Provider, person: User, at: datetime) -> None:
    from mail.actions import queue_delivery

    queue_delivery(
        key=f"provider-invitation:{provider.pk}:{person.pk}:{at.isoformat()}",
        template="provider_invitation",
        language=person.language,
        to_email=person.email,
        to_name=person.name,
        user=person,
        context={
            "provider": provider.name,
            "name": person.name,
            "link": _link(person),
            "needs_password": not person.has_usable_password(),
        },
        is_secret=True,
    )


def _link(person: User) -> str:
    """The CMS, or for whoever has no password yet the page to choose one."""
    if person.has_usable_password():
        return settings.LMS_SITE_URL + reverse("wagtailadmin_home")
    return password_link(person)
