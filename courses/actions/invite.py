"""Invite somebody to author for a provider."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import ModelLogEntry

from courses.models import Provider
from users.inviting import (
    Newcomer,
    ensure_people,
    forget_unproven_password,
    password_link,
)

if TYPE_CHECKING:
    from users.models import User

MOST_A_DAY: Final = 50
INVITATIONS: Final = ("courses.invite_administrator", "courses.invite_author")


class TooManyInvitations(ValueError):
    """The text says when to go on."""


@transaction.atomic
def invite_administrator(
    *, provider: Provider, email: str, name: str = "", at: datetime, by: User | None = None
) -> User:
    """Make this person an administrator and author of the provider, and write to them.

    See `invite_colleague`.
    """
    return invite_colleague(
        provider=provider, email=email, name=name, is_administrator=True, at=at, by=by
    )


@transaction.atomic
def invite_colleague(
    *,
    provider: Provider,
    email: str,
    name: str = "",
    is_administrator: bool,
    at: datetime,
    by: User | None = None,
) -> User:
    """Make this person an author of the provider, or an administrator too, and write to them.

    Idempotent but for the mail: each call sends a fresh link; it takes no right away. Whoever has
    no account gets one without a password; the link lets them choose one and proves the address. So
    does whoever has an account that nobody ever proved to be theirs. Raises TooManyInvitations.
    """
    Provider.objects.select_for_update().get(pk=provider.pk)
    _require_fewer(provider, at)
    [person] = ensure_people([Newcomer(email=email, name=name)]).values()
    forget_unproven_password(person)
    groups = [provider.author_group]
    if is_administrator:
        groups.append(provider.administrator_group)
    with LogContext(user=by):
        person.groups.add(*groups)
    log(
        instance=provider,
        action="courses.invite_administrator" if is_administrator else "courses.invite_author",
        user=by,
        data={"user": person.pk},
        timestamp=at,
    )
    _send_invitation(provider, person, at, is_administrator=is_administrator)
    return person


def _require_fewer(provider: Provider, at: datetime) -> None:
    """So that nobody tries a list of addresses on who has an account, or mails half the world."""
    sent = ModelLogEntry.objects.for_instance(provider).filter(
        action__in=INVITATIONS, timestamp__gt=at - timedelta(days=1)
    )
    if sent.count() >= MOST_A_DAY:
        text = _("You have sent %(count)d invitations in a day. Go on tomorrow.")
        raise TooManyInvitations(text % {"count": MOST_A_DAY})


def _send_invitation(
    provider: Provider, person: User, at: datetime, *, is_administrator: bool
) -> None:
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
            "is_administrator": is_administrator,
        },
        is_secret=True,
    )


def _link(person: User) -> str:
    """The CMS, or for whoever has no password yet the page to choose one."""
    if person.has_usable_password():
        return settings.LMS_SITE_URL + reverse("wagtailadmin_home")
    return password_link(person)
