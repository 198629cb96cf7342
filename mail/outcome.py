"""What became of an attempt to send. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

ENHANCED_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
GONE_STATUSES = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")


class Fate(Enum):
    REFUSED = auto()  # this recipient or this message: never again
    DEFERRED = auto()  # this message later
    RELAY = auto()  # nothing wrong with the message: the relay is away, or refuses us
    IN_DOUBT = auto()  # perhaps accepted


@dataclass(frozen=True)
class Outcome:
    """`is_bounce`: the recipient was refused; `is_hard`: the address does not exist.

    `is_refusal`: the relay refuses us for good (5xx at MAIL or AUTH), whoever the recipient is.
    """

    fate: Fate
    reply: str
    status: str = ""
    is_bounce: bool = False
    is_hard: bool = False
    is_refusal: bool = False
