"""Verbs of a sending: start, pause, resume, cancel, go although late, send the doubtful again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from core.doorbell import wake

from .finishing import skip_cancelled
from .freezing import freeze
from .models import (
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
    SendingText,
)

if TYPE_CHECKING:
    from users.models import User

PUMP = "mail.send_sendings"
AT_ONCE = 5000  # rows that a request may close


@dataclass(frozen=True, slots=True)
class Words:
    """A sending in one language; `html` and `text` hold slots (see `mail.slots`)."""

    language: str
    subject: str
    html: str
    text: str


class SendingRefused(ValueError):
    """The text says why nothing was started, and what to do."""


@transaction.atomic
def start_sending(
    *, sending: Sending, recipients: QuerySet[Any], words: Iterable[Words], at: datetime
) -> bool:
    """Write down each reader, and go. False where somebody did so before, or stopped it.

    `recipients` hold the values of `freezing.COLUMNS`; who they are is frozen here. A
    sending whose `send_before` has passed asks instead: it is LATE, and has no readers yet.
    """
    locked = Sending.objects.select_for_update().get(pk=sending.pk)
    if locked.state != SendingState.SCHEDULED or locked.starts_at > at:
        return False
    if locked.send_before is not None and at > locked.send_before:
        _change(locked, SendingState.LATE)
        return False
    SendingText.objects.bulk_create(
        SendingText(
            sending=locked,
            language=each.language,
            subject=each.subject,
            html=each.html,
            text=each.text,
        )
        for each in words
    )
    count = freeze(sending=locked, recipients=recipients, at=at)
    _change(
        locked,
        SendingState.RUNNING,
        paused_because="",  # why it could not start before
        recipient_count=count,
        frozen_at=at,
        started_at=at,
    )
    log(locked, "mail.start_sending", user=locked.created_by, data={"count": count})
    _ring()
    return True


@transaction.atomic
def go_although_late(*, sending: Sending, by: User, at: datetime) -> bool:
    """Send what asked. False if somebody answered before."""
    is_ours = _move(
        sending,
        [SendingState.LATE],
        SendingState.SCHEDULED,
        starts_at=at,
        send_before=None,
    )
    if is_ours:
        log(sending, "mail.go_although_late", user=by)
    return is_ours


@transaction.atomic
def pause_sending(
    *, sending: Sending, at: datetime, by: User | None = None, because: str = ""
) -> bool:
    """Let no further message leave; what a worker has marked goes out. False if it did not run.

    Without `by` the platform paused it itself: `because` says what a person has to look at.
    """
    is_ours = _move(
        sending, [SendingState.RUNNING], SendingState.PAUSED, paused_because=because[:500]
    )
    if is_ours:
        log(sending, "mail.pause_sending", user=by, data={"because": because[:500]})
    return is_ours


@transaction.atomic
def resume_sending(*, sending: Sending, by: User, at: datetime) -> bool:
    """Go on after a pause. False if it was not paused."""
    is_ours = _move(sending, [SendingState.PAUSED], SendingState.RUNNING, paused_because="")
    if is_ours:
        log(sending, "mail.resume_sending", user=by)
        _ring()
    return is_ours


@transaction.atomic
def cancel_sending(*, sending: Sending, by: User, at: datetime) -> bool:
    """For good: whoever has not got it will not. False if it was over before.

    The rows of a large one, and those that a worker holds at this moment, are closed by the sweep.
    """
    before = [
        SendingState.SCHEDULED,
        SendingState.LATE,
        SendingState.RUNNING,
        SendingState.PAUSED,
    ]
    if not _move(sending, before, SendingState.CANCELLED, finished_at=at):
        return False
    if sending.recipient_count <= AT_ONCE:
        skip_cancelled(sending)
    log(sending, "mail.cancel_sending", user=by)
    return True


@transaction.atomic
def send_doubtful_again(*, sending: Sending, by: User, at: datetime) -> int:
    """Let all messages in doubt go once more, with the same Message-ID. Returns how many."""
    count = (
        Delivery.objects.filter(sending=sending, wiped_at=None)
        .exclude(sending__state=SendingState.CANCELLED)
        .in_doubt(at)
        .update(state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at)
    )
    if count:
        reopen(sending)
        log(sending, "mail.send_doubtful_again", user=by, data={"count": count})
    return count


@transaction.atomic
def leave_doubtful(*, sending: Sending, by: User, at: datetime) -> int:
    """Count all messages in doubt as sent. Returns how many."""
    count = Delivery.objects.filter(sending=sending).count_doubtful_as_sent(at)
    if count:
        log(sending, "mail.leave_doubtful", user=by, data={"count": count})
    return count


@transaction.atomic
def retry_deferred(*, sending: Sending, by: User, at: datetime) -> int:
    """Try those at once whom the relay put off. Returns how many."""
    count = Delivery.objects.filter(sending=sending, state=DeliveryState.DEFERRED).update(
        next_attempt_at=at
    )
    if count:
        log(sending, "mail.retry_deferred", user=by, data={"count": count})
        _ring()
    return count


def reopen(sending: Sending) -> None:
    """A row of a finished sending waits again."""
    _move(sending, [SendingState.DONE], SendingState.RUNNING, finished_at=None)
    _ring()


def _move(sending: Sending, before: Sequence[str], state: str, **changes: Any) -> bool:
    rows = Sending.objects.filter(pk=sending.pk, state__in=before)
    return bool(rows.update(state=state, **changes))


def _change(sending: Sending, state: str, **changes: Any) -> None:
    Sending.objects.filter(pk=sending.pk).update(state=state, **changes)


def _ring() -> None:
    """Once for each pump that may work at a time: a pump rings for itself while it has work."""
    for _pump in range(settings.LMS_BULK_PUMPS):
        wake(PUMP)
