"""Verbs of `users`."""

from .consents import agree_to_policies, give_consent, withdraw_consent
from .erasing import erase_user
from .names import confirm_certificate_name
from .profile import change_profile

__all__ = [
    "agree_to_policies",
    "change_profile",
    "confirm_certificate_name",
    "erase_user",
    "give_consent",
    "withdraw_consent",
]
