"""An open connection to the relay that is opened anew where the relay closed it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from .judging import judge
from .models import Delivery
from .outages import note_away, note_back
from .outcome import Fate, Outcome
from .prepared import PreparedMessage

logger = logging.getLogger(__name__)

Following = tuple[PreparedMessage, Delivery]


class Line:
    """Sends prepared messages: as bytes over SMTP, as Django's messages to anything else."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self._is_open = False
        self._sent_count = 0
        self._is_known_back = False

    def send(
        self, message: PreparedMessage, row: Delivery, following: Following | None = None
    ) -> Outcome | None:
        """None where it was accepted. A relay that closes after some messages is called again.

        `following`: what is sent next in any case, so that a server may be asked for it already.
        """
        outcome = self._try(message, row, following)
        is_tired = outcome is not None and outcome.fate is Fate.RELAY and not outcome.is_refusal
        if is_tired and self._sent_count:
            self._sent_count = 0
            outcome = self._try(message, row, following)
        self._note(outcome)
        return outcome

    def _note(self, outcome: Outcome | None) -> None:
        """For whoever looks at the sending: that the relay is away, and once that it is not."""
        if outcome is not None and outcome.fate is Fate.RELAY:
            self._is_known_back = False
            note_away(outcome.reply)
        elif not self._is_known_back and (outcome is None or outcome.fate is not Fate.IN_DOUBT):
            self._is_known_back = True
            note_back()

    def _try(
        self, message: PreparedMessage, row: Delivery, following: Following | None
    ) -> Outcome | None:
        try:
            self._open()
        except Exception as error:
            self.close()
            return Outcome(
                Fate.RELAY, str(error), is_refusal=judge(error, is_in_doubt=False).is_refusal
            )
        try:
            hand_over = self._make(message, row, following)
        except Exception as error:
            # Nothing left yet: nothing is in doubt.
            return Outcome(Fate.REFUSED, f"Cannot be made: {error}")
        try:
            hand_over()
        except Exception as error:
            outcome = judge(error, is_in_doubt=bool(getattr(self._backend, "is_in_doubt", False)))
            if outcome.fate in {Fate.RELAY, Fate.IN_DOUBT}:
                self.close()
            return outcome
        self._sent_count += 1
        return None

    def _open(self) -> None:
        if not self._is_open:
            self._backend.open()
            self._is_open = True

    def _make(
        self, message: PreparedMessage, row: Delivery, following: Following | None
    ) -> Callable[[], object]:
        """The message itself; calling it hands it over."""
        if not hasattr(self._backend, "send_prepared"):
            return partial(self._backend.send_messages, [message.as_django(row, self._backend)])
        envelope = message.join(row)
        send = self._backend.send_prepared
        return partial(
            send, envelope.sender, envelope.recipient, envelope.content, _announce(following)
        )

    def close(self) -> None:
        """Without a word where the line may be broken."""
        self._is_open = False
        if getattr(self._backend, "must_be_abandoned", False):
            self._backend.abandon()
            return
        try:
            self._backend.close()
        except Exception:
            logger.debug("The relay's connection was lost before it was closed.", exc_info=True)


def _announce(following: Following | None) -> tuple[str, str] | None:
    """Sender and recipient; None where they cannot be made, which is said when its turn comes."""
    if following is None:
        return None
    message, row = following
    try:
        return message.envelope_of(row)
    except ValueError:
        return None
