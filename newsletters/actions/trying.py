"""Send an issue to a few named addresses, to see it in real mail programs."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from mail.actions import write_delivery
from mail.addresses import email_key
from mail.models import Delivery
from mail.slots import fill_slots, reader_values
from newsletters.mailing import Rendered, render_issue
from newsletters.models import NewsletterIssuePage, Reader
from users.models import User

MOST_ADDRESSES = 5
MOST_IN_AN_HOUR = 50  # messages of one person
MARK = "[Test]"
DEED = "newsletters.send_test"


class TooManyTests(ValueError):
    """The text says how many may go still."""


def send_test(
    *, page: NewsletterIssuePage, addresses: list[str], form_key: UUID, by: User, at: datetime
) -> list[Delivery]:
    """Queue the draft to these addresses. The same form sent twice queues and counts it once.

    Raises AddressRefused and TooManyTests.
    """
    return _queue(page, render_issue(page), addresses, form_key, by, at)


@transaction.atomic
def _queue(
    page: NewsletterIssuePage,
    mail: Rendered,
    addresses: list[str],
    form_key: UUID,
    by: User,
    at: datetime,
) -> list[Delivery]:
    User.objects.select_for_update().get(pk=by.pk)  # two tabs are counted one after the other
    before = Delivery.objects.filter(key__startswith=_key(form_key))
    if before:
        return list(before)
    _count(by, len(addresses), at)
    readers = Reader.objects.known().filter(email_key__in=map(email_key, addresses))
    names = dict(readers.values_list("email_key", "name"))
    language = page.locale.language_code
    written = [
        _write(mail, language, address, names.get(email_key(address), ""), form_key)
        for address in addresses
    ]
    log(page, DEED, user=by, data={"count": len(written)})
    return written


def _count(by: User, wanted: int, at: datetime) -> None:
    """Raises TooManyTests. What was sent within the hour stands in the log."""
    entries = PageLogEntry.objects.filter(
        user=by, action=DEED, timestamp__gt=at - timedelta(hours=1)
    )
    sent = sum(entry.data["count"] for entry in entries)
    if sent + wanted > MOST_IN_AN_HOUR:
        raise TooManyTests(
            _(
                "You may send %(most)d test messages within an hour, and %(sent)d have gone. "
                "Leave some addresses out, or wait a while."
            )
            % {"most": MOST_IN_AN_HOUR, "sent": sent}
        )


def _key(form_key: UUID) -> str:
    return f"newsletter-test:{form_key}:"


def _write(mail: Rendered, language: str, address: str, name: str, form_key: UUID) -> Delivery:
    token = uuid4()
    values = reader_values(name=name, email=address, token=token.hex, language=language)
    escaped = {key: escape(value) for key, value in values.items()}
    return write_delivery(
        key=f"{_key(form_key)}{email_key(address)[:16]}",
        to_email=address,
        language=language,
        is_secret=False,
        fields={
            "to_name": name,
            "token": token,
            "subject": f"{MARK} {mail.subject}",
            "html": fill_slots(mail.html, escaped),
            "text": fill_slots(mail.text, values),
        },
    )
