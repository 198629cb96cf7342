"""Mail that comes back to our own mailboxes: delivery reports, complaints, wishes to leave.

Only what is addressed to an address that we signed counts (see `mail.returning`); a reply of an
absent reader names no status and changes nothing.
"""

from __future__ import annotations

import hashlib
import logging
import mailbox
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from .bouncing import record_bounce
from .models import BounceKind, BounceSource, Delivery
from .outcome import ENHANCED_STATUS, GONE_STATUSES
from .returning import read_token
from .signals import unsubscribe_received

logger = logging.getLogger(__name__)
TO_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "to")


def receive_mail(content: bytes, *, at: datetime) -> bool:
    """One message, as the server delivered it. True where it told something new. Idempotent.

    One that nobody can read, such as a thousand parts within each other, tells nothing: a server
    that pipes it would else try again and again.
    """
    try:
        return _receive(content, at)
    except RecursionError:
        logger.warning("A returned message of %d bytes cannot be read.", len(content))
        return False


def _receive(content: bytes, at: datetime) -> bool:
    # The older policy never raises for what a header holds; the newer one does.
    message = message_from_bytes(content, policy=policy.compat32)
    for address in _addresses(message):
        token = read_token(address)
        delivery = Delivery.objects.filter(token=token).first() if token else None
        if delivery is None:
            continue
        if _is_for(settings.LMS_UNSUBSCRIBE_MAILBOX, address):
            unsubscribe_received.send(sender=Delivery, delivery=delivery, at=at)
            return True
        if _is_for(settings.LMS_BOUNCE_MAILBOX, address):
            return _record(message, content, delivery, at)
    return False


def read_maildir(folder: Path, *, at: datetime) -> int:
    """Everything in this Maildir; what is read is removed. Returns how many told something."""
    box = mailbox.Maildir(folder, create=False)
    told = 0
    for key in list(box.keys()):
        try:
            told += receive_mail(box.get_bytes(key), at=at)
        except DatabaseError:
            raise  # it stays, and is read again
        except Exception:
            logger.exception("A returned message cannot be read: it is removed.")
        box.discard(key)
    return told


def _addresses(message: Message) -> list[str]:
    values = [str(value) for name in TO_HEADERS for value in message.get_all(name, [])]
    return [address for _name, address in getaddresses(values)]


def _is_for(our_mailbox: str, address: str) -> bool:
    local, _at, domain = our_mailbox.lower().partition("@")
    theirs, _at, their_domain = address.lower().partition("@")
    return bool(local) and theirs.startswith(f"{local}+") and domain == their_domain


def _record(message: Message, content: bytes, delivery: Delivery, at: datetime) -> bool:
    kind, status, reply = judge_report(message)
    if not kind:
        return False
    name = hashlib.sha256(str(message.get("Message-ID") or content).encode()).hexdigest()
    bounce = record_bounce(
        delivery=delivery,
        kind=kind,
        status=status,
        reply=reply,
        source=BounceSource.MAILBOX,
        event=f"mailbox:{name}:{delivery.pk}",
        at=at,
    )
    return bounce is not None


def judge_report(message: Message) -> tuple[str, str, str]:
    """(kind, status, diagnosis) of a report by RFC 3464 or RFC 5965; empty for anything else."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            kind = "".join(_fields(part, "feedback-type")).lower()
            return (BounceKind.COMPLAINT, "", kind) if kind != "not-spam" else ("", "", "")
        if part.get_content_type() == "message/delivery-status":
            return _judge_status(part)
    return "", "", ""


def _judge_status(part: Message) -> tuple[str, str, str]:
    action = "".join(_fields(part, "action")[:1]).lower()
    status = "".join(_fields(part, "status")[:1])
    found = ENHANCED_STATUS.search(status)
    code = found[1] if found else ""
    diagnosis = "".join(_fields(part, "diagnostic-code")[:1])
    if action != "failed":
        return "", "", ""
    if code in GONE_STATUSES:
        return BounceKind.HARD, code, diagnosis
    # A mailbox that is full (x.2.2) is soft even where the server gave up.
    is_soft = code.startswith("4") or code[1:] == ".2.2"
    return (BounceKind.SOFT if is_soft else BounceKind.POLICY), code, diagnosis


def _fields(part: Message, name: str) -> list[str]:
    """The values of a header in the blocks of a report."""
    return [" ".join(str(block[name]).split()) for block in _blocks(part) if block.get(name)]


def _blocks(part: Message) -> Iterator[Any]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from payload
    else:
        yield message_from_string(str(payload))
