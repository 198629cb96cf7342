"""Send an issue to a few named addresses, to see it in real mail programs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from wagtail.log_actions import log

from mail.actions import write_delivery
from mail.addresses import email_key
from mail.models import Delivery
from mail.slots import fill_slots, reader_values
from newsletters.mailing import Rendered, render_issue
from newsletters.models import NewsletterIssuePage, Reader

if TYPE_CHECKING:
    from users.models import User

MOST_ADDRESSES = 5
MARK = "[Test]"


def send_test(
    *, page: NewsletterIssuePage, addresses: list[str], form_key: UUID, by: User
) -> list[Delivery]:
    """Queue the draft to these addresses. The same form sent twice queues it once.

    Raises AddressRefused.
    """
    return _queue(page, render_issue(page), addresses, form_key, by)


@transaction.atomic
def _queue(
    page: NewsletterIssuePage, mail: Rendered, addresses: list[str], form_key: UUID, by: User
) -> list[Delivery]:
    readers = Reader.objects.known().filter(email_key__in=map(email_key, addresses))
    names = dict(readers.values_list("email_key", "name"))
    language = page.locale.language_code
    written = [
        _write(mail, language, address, names.get(email_key(address), ""), form_key)
        for address in addresses
    ]
    log(page, "newsletters.send_test", user=by, data={"count": len(written)})
    return written


def _write(mail: Rendered, language: str, address: str, name: str, form_key: UUID) -> Delivery:
    token = uuid4()
    values = reader_values(name=name, email=address, token=token.hex, language=language)
    escaped = {key: escape(value) for key, value in values.items()}
    return write_delivery(
        key=f"newsletter-test:{form_key}:{email_key(address)[:16]}",
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
