"""Verbs of the notification centre."""

from .choosing import choose, resume_mail, stop_mail
from .forgetting import forget_old
from .seeing import see
from .taking_back import forget_told, take_back
from .telling import tell

__all__ = [
    "choose",
    "forget_old",
    "forget_told",
    "resume_mail",
    "see",
    "stop_mail",
    "take_back",
    "tell",
]
