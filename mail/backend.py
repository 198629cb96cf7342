"""Django's e-mail backend that writes into the ledger: whatever the platform sends goes through it.

Two headers are for the ledger and never leave: `X-LMS-Secret: 1` marks a secret message,
`X-LMS-Key` makes it unique.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from .actions import write_delivery
from .addresses import AddressRefused, email_key

SECRET_HEADER = "X-LMS-Secret"  # noqa: S105 - the name of a header
KEY_HEADER = "X-LMS-Key"


class LedgerBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one delivery for each address. Raises AddressRefused; ValueError if it has
        attachments, which the ledger does not carry."""
        count = 0
        for message in email_messages:
            for recipient in message.recipients():
                try:
                    self._write(message, recipient)
                    count += 1
                except AddressRefused:
                    if not self.fail_silently:
                        raise
        return count

    def _write(self, message: EmailMessage, recipient: str) -> None:
        if message.attachments:
            raise ValueError("The ledger carries no attachments: send a link to the file.")
        name, address = parseaddr(recipient)
        key = message.extra_headers.get(KEY_HEADER) or uuid.uuid4().hex
        write_delivery(
            key=f"message:{key}:{email_key(address)}"[:200],
            to_email=address,
            language=get_language() or "en",
            is_secret=bool(message.extra_headers.get(SECRET_HEADER)),
            fields={
                "to_name": name,
                "subject": message.subject[:500],
                "text": message.body if message.content_subtype == "plain" else "",
                "html": self._html(message),
                "from_email": message.from_email,
            },
        )

    def _html(self, message: EmailMessage) -> str:
        if message.content_subtype == "html":
            return str(message.body)
        for alternative in getattr(message, "alternatives", []):
            if alternative[1] == "text/html":
                return str(alternative[0])
        return ""
