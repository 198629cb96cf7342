"""Verbs of `users`."""

from .consents import agree_to_policies, choose_statistics, give_consent, withdraw_consent
from .erasing import erase_user
from .guests import forget_guests, give_verdict, invite_guest, note_guest, revoke_guest
from .names import confirm_certificate_name
from .profile import change_profile

__all__ = [
    "agree_to_policies",
    "change_profile",
    "choose_statistics",
    "confirm_certificate_name",
    "erase_user",
    "forget_guests",
    "give_consent",
    "give_verdict",
    "invite_guest",
    "note_guest",
    "revoke_guest",
    "withdraw_consent",
]
