"""Tables of the ledger."""

from .bounce import Bounce, BounceKind, BounceSource
from .delivery import (
    HELD_STATES,
    WAITING_STATES,
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Priority,
)
from .outage import Outage, OutageQuerySet
from .sending import OPEN_STATES, Sending, SendingQuerySet, SendingState, SendingText
from .suppression import Suppression, SuppressionQuerySet

__all__ = [
    "HELD_STATES",
    "OPEN_STATES",
    "WAITING_STATES",
    "Bounce",
    "BounceKind",
    "BounceSource",
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryState",
    "Outage",
    "OutageQuerySet",
    "Priority",
    "Sending",
    "SendingQuerySet",
    "SendingState",
    "SendingText",
    "Suppression",
    "SuppressionQuerySet",
]
