"""What `newsletters` shows outside the tree of pages."""

from .by_link import confirm, goodbye, leave_all, preferences, revoke, speak, unsubscribe
from .signing_up import asked, link, preferences_start, sign_up, subscribe

__all__ = [
    "asked",
    "confirm",
    "goodbye",
    "leave_all",
    "link",
    "preferences",
    "preferences_start",
    "revoke",
    "sign_up",
    "speak",
    "subscribe",
    "unsubscribe",
]
