"""Tables of `users`."""

from .consent import Consent, Purpose
from .guest_link import GuestKind, GuestLink, Verdict
from .user import Gender, User, UserManager, UserNotDeletable

__all__ = [
    "Consent",
    "Gender",
    "GuestKind",
    "GuestLink",
    "Purpose",
    "User",
    "UserManager",
    "UserNotDeletable",
    "Verdict",
]
