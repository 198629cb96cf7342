"""Tables of `users`."""

from .consent import Consent, Purpose
from .user import User, UserManager, UserNotDeletable

__all__ = ["Consent", "Purpose", "User", "UserManager", "UserNotDeletable"]
