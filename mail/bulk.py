"""The pump of sendings: small batches, marked together before the first of them leaves."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from . import line
from .finishing import finish_if_done
from .marking import Batch, next_batch, record
from .models import Delivery, Sending, SendingText
from .outcome import Fate, Outcome
from .prepared import PreparedMessage
from .sending import BATCH, RELAY_PAUSE, let_others_write, send_deliveries
from .sendings import pause_sending
from .throttle import Throttle

SOON = timedelta(seconds=5)
FRESH = timedelta(seconds=60)
LOOK_SECONDS = 1.0  # how often the pump looks for urgent mail and for other sendings
WINDOW = 40  # results that a burst is judged by
FEWEST = 20
BURST = 0.5  # share of failures at which a sending pauses by itself
Stop = Callable[[], bool]


def send_bulk(*, seconds: float, is_stopping: Stop = lambda: False) -> int:
    """Send what running sendings hold for at most `seconds`. Returns how many were handled.

    As `send_deliveries`; and between batches mail about sign-in and one's own courses goes first,
    so that it is never late where one worker does both.
    """
    pump = _Pump(ends_at=time.monotonic() + seconds, is_stopping=is_stopping)
    try:
        pump.run()
    finally:
        pump.relay.close()
    return pump.handled


class _Pump:
    def __init__(self, *, ends_at: float, is_stopping: Stop) -> None:
        self.ends_at, self._is_stopping = ends_at, is_stopping
        self.relay = line.Line(get_connection(settings.LMS_DELIVERY_BACKEND))
        self.throttle = Throttle.of_settings()
        self.handled = 0
        self._is_relay_away = False
        self._is_out_of_turns = False
        self._prepared: dict[int, dict[str, PreparedMessage]] = {}
        self._windows: dict[int, deque[Fate | None]] = {}

    def must_end(self) -> bool:
        is_over = self._is_out_of_turns or time.monotonic() >= self.ends_at
        return is_over or self._is_stopping()

    def run(self) -> None:
        """Urgent mail, then a second of batches of each running sending in turns."""
        while not self.must_end():
            send_deliveries(seconds=5, is_stopping=self.must_end)
            found = 0
            for sending in Sending.objects.running().order_by("started_at", "pk"):
                found += self._send_for_a_second(sending)
                if self._is_relay_away:
                    return
            if not found and not self._wait_for_turns():
                return

    def _wait_for_turns(self) -> bool:
        """Whether a throttled row has its turn within seconds: then a moment has passed."""
        soon = timezone.now() + SOON
        if not Delivery.objects.filter(sending__in=Sending.objects.running()).due(soon).exists():
            return False
        time.sleep(0.25)
        return True

    def _send_for_a_second(self, sending: Sending) -> int:
        """Batches of this sending: how many rows they had. Each is recorded with the next mark."""
        found, batch = 0, None
        self._prepare(sending)
        look_at = time.monotonic() + LOOK_SECONDS
        try:
            while time.monotonic() < look_at and not self.must_end():
                batch = next_batch(sending, count=BATCH, before=batch)
                if not batch.marked:
                    break
                found += len(batch.marked)
                self._send(batch, sending)
                self._look_for_bursts(sending, batch)
                let_others_write()
                if self._is_relay_away:
                    break
        finally:
            if batch is not None:
                record(batch)
        if not found:
            finish_if_done(sending, at=timezone.now())
        return found

    def _send(self, batch: Batch, sending: Sending) -> None:
        """Each marked row whose turn it is; what is left of the batch goes back."""
        for number, row in enumerate(batch.marked):
            delay = 0.0 if _has_turn(row) else self.throttle.wait_for_domain(row.to_email)
            if delay:
                batch.turns[row.pk] = delay
                continue
            if self.must_end():
                return
            if not self.throttle.wait_for_relay(until=self.ends_at):
                self._is_out_of_turns = True
                return
            outcome = batch.outcomes[row.pk] = self._send_row(row, self._next_of(batch, number))
            if outcome is None or outcome.fate is not Fate.RELAY:
                self.handled += 1
            else:
                # Not handled, so that the pump does not ring for itself and knock without pause.
                self._is_relay_away = True
                batch.give_back_after = RELAY_PAUSE
                if outcome.is_refusal:
                    pause_sending(sending=sending, because=outcome.reply, at=timezone.now())
                return

    def _next_of(self, batch: Batch, number: int) -> Delivery | None:
        """The row after this one, where nothing keeps it from leaving at once."""
        is_last = number + 1 == len(batch.marked)
        return None if is_last or self.throttle.has_limits else batch.marked[number + 1]

    def _send_row(self, row: Delivery, next_row: Delivery | None) -> Outcome | None:
        """None where the relay took it."""
        message = self._message_for(row)
        if message is None:
            return Outcome(Fate.REFUSED, f"Cannot be made: no text in {row.language}")
        next_message = self._message_for(next_row) if next_row else None
        following = (next_message, next_row) if next_message and next_row else None
        return self.relay.send(message, row, following)

    def _message_for(self, row: Delivery) -> PreparedMessage | None:
        return self._prepared[row.sending_id or 0].get(row.language)

    def _prepare(self, sending: Sending) -> None:
        """Encode its texts, before anything is marked: a query that fails costs nobody his mail."""
        if sending.pk not in self._prepared:
            texts = SendingText.objects.filter(sending=sending)
            self._prepared[sending.pk] = {
                text.language: PreparedMessage(sending, text) for text in texts
            }

    def _look_for_bursts(self, sending: Sending, batch: Batch) -> None:
        """A list of which half is refused is not burnt to its end."""
        window = self._windows.setdefault(sending.pk, deque(maxlen=WINDOW))
        window.extend(outcome.fate if outcome else None for outcome in batch.outcomes.values())
        failed = [fate for fate in window if fate is not None]
        if len(window) >= FEWEST and len(failed) >= BURST * len(window):
            last = next(outcome for outcome in reversed(batch.outcomes.values()) if outcome)
            pause_sending(sending=sending, because=last.reply, at=timezone.now())
            window.clear()


def _has_turn(row: Delivery) -> bool:
    """Whether a throttle booked this moment for it. One that passed unused asks again."""
    return row.has_turn and timezone.now() - row.next_attempt_at < FRESH
