"""A message of a sending in one language: made once, and joined for each reader."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from email.utils import formataddr, formatdate, parseaddr
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from .addresses import ascii_address
from .encoding import encode_body
from .headers import address, encoded, one_line
from .message_ids import message_id
from .models import Delivery, Sending, SendingText
from .returning import bounce_address, unsubscribe_address
from .slots import fill_slots, reader_values

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who gets it, whom the server tells where it fails, and the whole message."""

    sender: str
    recipient: str
    content: bytes


class PreparedMessage:
    """The words of one SendingText. `join(delivery)` costs some hundredths of a millisecond."""

    def __init__(self, sending: Sending, text: SendingText) -> None:
        self.sending, self.text = sending, text
        self._from = sending.from_email or settings.DEFAULT_FROM_EMAIL
        self._sender = parseaddr(self._from)[1]
        self._domain = urlsplit(settings.LMS_SITE_URL).hostname or "localhost"
        self._plain, self._html = encode_body(text.text), encode_body(text.html)
        boundary = f"=_{secrets.token_hex(12)}"
        self._head = _lines(
            [
                ("From", address(*parseaddr(self._from), header="From")),
                *([("Reply-To", sending.reply_to)] if sending.reply_to else []),
                ("Subject", encoded(text.subject, "Subject")),
                ("MIME-Version", "1.0"),
                ("Content-Language", text.language),
                *([("List-Id", f"<{sending.list_id}>")] if sending.list_id else []),
                # The field that large providers count complaints by.
                ("Feedback-ID", f"{sending.pk}:newsletter:{self._domain}"),
                ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
            ]
        )
        self._parts = (
            _part_head(boundary, "plain", self._plain.name),
            _part_head(boundary, "html", self._html.name),
            f"\r\n--{boundary}--\r\n".encode(),
        )

    def join(self, delivery: Delivery) -> Envelope:
        """The message for this reader. `List-Unsubscribe` is theirs (RFC 2369 and 8058)."""
        values = values_of(delivery)
        before_plain, before_html, end = self._parts
        content = b"".join(
            (
                _lines(self._headers_of(delivery)),
                self._head,
                before_plain,
                self._plain.fill(values),
                before_html,
                self._html.fill(escaped(values)),
                end,
            )
        )
        return Envelope(*self.envelope_of(delivery), content)

    def envelope_of(self, delivery: Delivery) -> tuple[str, str]:
        """Sender and recipient. ValueError where the address cannot be carried."""
        return bounce_address(delivery) or self._sender, ascii_address(delivery.to_email)

    def _headers_of(self, delivery: Delivery) -> Headers:
        return [
            ("To", address(delivery.to_name, ascii_address(delivery.to_email), header="To")),
            ("Message-ID", message_id(delivery)),
            ("Date", _date(int(time.time()))),
            *self.unsubscribe_headers(delivery),
        ]

    def unsubscribe_headers(self, delivery: Delivery) -> Headers:
        """None where the sending has no way to leave: a test to named addresses."""
        path = self.sending.unsubscribe_path
        if not path:
            return []
        page = path.format(language=delivery.language, token=delivery.token.hex)
        ways = [f"<{settings.LMS_SITE_URL}{page}>"]
        mailbox = unsubscribe_address(delivery)
        if mailbox:
            ways.append(f"<mailto:{mailbox}>")
        return [
            ("List-Unsubscribe", ",\r\n ".join(ways)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]

    def as_django(self, delivery: Delivery, connection: object) -> EmailMultiAlternatives:
        """The same for a provider's interface, which takes no ready message."""
        values = values_of(delivery)
        headers = dict(self.unsubscribe_headers(delivery))
        headers = {name: value.replace("\r\n", "") for name, value in headers.items()}
        headers |= {
            "Message-ID": message_id(delivery),
            "Content-Language": self.text.language,
        }
        if self.sending.list_id:
            headers["List-Id"] = f"<{self.sending.list_id}>"
        message = EmailMultiAlternatives(
            subject=self.text.subject,
            body=fill_slots(self.text.text, values),
            from_email=self._from,
            to=[formataddr((one_line(delivery.to_name), ascii_address(delivery.to_email)))],
            reply_to=[self.sending.reply_to] if self.sending.reply_to else None,
            headers=headers,
            connection=connection,
        )
        message.attach_alternative(fill_slots(self.text.html, escaped(values)), "text/html")
        message.metadata = {"delivery": delivery.token.hex}  # type: ignore[attr-defined]
        return message


def values_of(delivery: Delivery) -> dict[str, str]:
    """What the slots of a reader's text are filled with."""
    return reader_values(
        name=one_line(delivery.to_name),
        email=delivery.to_email,
        token=delivery.token.hex,
        language=delivery.language,
    )


def escaped(values: dict[str, str]) -> dict[str, str]:
    return {name: escape(value) for name, value in values.items()}


@lru_cache(maxsize=1)
def _date(seconds: int) -> str:
    return formatdate(seconds)


def _part_head(boundary: str, kind: str, encoding: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()


def _lines(headers: Headers) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
