"""What a mail provider reports by its webhook: each report once, and only about our messages.

django-anymail speaks the providers' languages; here its events become bounces, complaints,
evidence, or a wish to leave.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType
from django.utils import timezone

from .addresses import email_key
from .bouncing import record_bounce, settle, storable
from .message_ids import find_by_message_id
from .models import BounceKind, BounceSource, Delivery
from .outcome import ENHANCED_STATUS, GONE_STATUSES
from .signals import unsubscribe_received

logger = logging.getLogger(__name__)
TAG = "delivery"  # the word of a message's metadata that holds its token
SOFT_WORDS = ("transient", "softbounce")


def receive_event(*, event: AnymailTrackingEvent, provider: str) -> bool:
    """True where it told something new. What is not about a message of ours changes nothing."""
    delivery = find_delivery(event)
    if delivery is None or email_key(storable(event.recipient or "")) != delivery.email_key:
        logger.info("A report of %s is about no message of ours.", provider)
        return False
    now = timezone.now()
    at = min(event.timestamp or now, now)
    kind = event.event_type
    if kind == EventType.DELIVERED:
        return settle(delivery=delivery, at=now)
    if kind == EventType.UNSUBSCRIBED:
        unsubscribe_received.send(sender=Delivery, delivery=delivery, at=at)
        return True
    return _record(event, delivery, provider, at)


def _record(event: AnymailTrackingEvent, delivery: Delivery, provider: str, at: datetime) -> bool:
    kind, status = judge_event(event)
    if not kind:
        return False
    name = event.event_id or f"{event.message_id}:{event.event_type}"
    bounce = record_bounce(
        delivery=delivery,
        kind=kind,
        status=status,
        reply=event.mta_response or event.description or "",
        source=BounceSource.WEBHOOK,
        event=f"{provider}:{name}:{delivery.pk}",
        at=at,
    )
    return bounce is not None


def find_delivery(event: AnymailTrackingEvent) -> Delivery | None:
    """By what we gave the message on its way: its metadata, else its Message-ID."""
    token = (event.metadata or {}).get(TAG)
    if not token:
        return find_by_message_id(_message_id_in(event.esp_event))
    try:
        return Delivery.objects.filter(token=UUID(hex=str(token))).first()
    except ValueError:
        return None


def _message_id_in(report: Any) -> str:
    """Amazon SES repeats the headers of the message where it is told to."""
    mail = report.get("mail", {}) if isinstance(report, dict) else {}
    for header in mail.get("headers") or []:
        if str(header.get("name", "")).lower() == "message-id":
            return str(header.get("value", ""))
    return ""


def judge_event(event: AnymailTrackingEvent) -> tuple[str, str]:
    """(kind of bounce, status of RFC 3463); ("", "") for what is no bounce.

    5.1.x says that there is no such address, whatever the provider calls it; 4.x.x and what a
    provider calls transient is soft.
    """
    if event.event_type == EventType.COMPLAINED:
        return BounceKind.COMPLAINT, ""
    if event.event_type not in {EventType.BOUNCED, EventType.REJECTED}:
        return "", ""
    found = ENHANCED_STATUS.search(event.mta_response or "")
    status = found[1] if found else ""
    if status in GONE_STATUSES:
        return BounceKind.HARD, status
    if status.startswith("4") or _is_soft(event.esp_event):
        return BounceKind.SOFT, status
    if event.event_type == EventType.REJECTED or (status and not status.startswith("5.1")):
        return BounceKind.POLICY, status
    return BounceKind.HARD, status


def _is_soft(report: Any) -> bool:
    """In the words of Amazon SES and of Postmark."""
    if not isinstance(report, dict):
        return False
    bounce = report.get("bounce")
    words = (report.get("Type"), bounce.get("bounceType") if isinstance(bounce, dict) else None)
    return any(str(word).lower() in SOFT_WORDS for word in words)
