"""The mails about a subscription itself: confirm it, it stands already, your link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mail.actions import queue_delivery
from mail.addresses import email_key
from mail.models import Delivery
from newsletters.models import MailingList, Reader
from newsletters.reading import describe

CONFIRM: Final = "newsletters/confirm"
ALREADY: Final = "newsletters/already"
LINK: Final = "newsletters/link"
LETTERS: Final = (CONFIRM, ALREADY, LINK)
NAMES: Final = {
    CONFIRM: _("Please confirm the newsletter"),
    ALREADY: _("You get the newsletter already"),
    LINK: _("Link to what one gets"),
    "newsletters/welcome": _("Welcome message"),
}
PAUSE: Final = timedelta(minutes=10)
DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 4


def ask_to_confirm(reader: Reader, lists: Iterable[MailingList], *, at: datetime) -> bool:
    """Queue the mail whose link confirms. False where one went just now, or four within a day."""
    return _write(reader, CONFIRM, at=at, lists=_names(lists, reader.language))


def tell_subscribed(reader: Reader, lists: Iterable[MailingList], *, at: datetime) -> bool:
    """Somebody asked for what this address gets already. False as for `ask_to_confirm`."""
    return _write(reader, ALREADY, at=at, lists=_names(lists, reader.language))


@transaction.atomic
def mail_link(*, address: str, at: datetime) -> bool:
    """Mail a reader the way to their preferences. False if there is none, or one went just now.

    Whoever asked must not learn which of these it was.
    """
    known = Reader.objects.known().select_for_update()
    reader = known.filter(email_key=email_key(address)).first()
    return reader is not None and _write(reader, LINK, at=at)


def _names(lists: Iterable[MailingList], language: str) -> list[str]:
    return [line.name for line in describe(lists, language)]


def _write(reader: Reader, template: str, *, at: datetime, **context: Any) -> bool:
    """Once in ten minutes for each address, and four times a day: whoever types it may not own it.

    The reader's row is locked, so two do not pass. Nobody is called by a name before they
    confirmed: somebody else may have given it, with words of their own in it.
    """
    kinds = (CONFIRM, ALREADY) if template != LINK else (LINK,)
    since = at - DAY
    if reader.links_revoked_at and template == LINK:
        since = max(since, reader.links_revoked_at)
    rows = Delivery.objects.filter(email_key=reader.email_key, template__in=kinds)
    times = rows.filter(created_at__gt=since).values_list("created_at", flat=True)[:MOST_A_DAY]
    if len(times) == MOST_A_DAY or any(each > at - PAUSE for each in times):
        return False
    name = reader.name if reader.confirmed_at else ""
    queue_delivery(
        key=f"{template}:{reader.pk}:{at.isoformat()}",
        template=template,
        language=reader.language,
        to_email=reader.email,
        to_name=name,
        user=reader.user,
        context={"name": name, "email": reader.email, **context},
    )
    return True
