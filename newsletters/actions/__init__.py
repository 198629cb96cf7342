"""Verbs of `newsletters`."""

from .following import confirm_own, follow_account
from .joining import confirm, confirm_by_account, subscribe
from .leaving import leave, say_why_left
from .letters import mail_link
from .preferences import change_preferences, choose_own_lists, revoke_links

__all__ = [
    "change_preferences",
    "choose_own_lists",
    "confirm",
    "confirm_by_account",
    "confirm_own",
    "follow_account",
    "leave",
    "mail_link",
    "revoke_links",
    "say_why_left",
    "subscribe",
]
