"""Verbs of `courses`."""

from .create_provider import ProviderRefused, create_provider
from .invite import invite_administrator
from .publish_course import (
    Audience,
    publish_approved_course,
    publish_course,
)

__all__ = [
    "Audience",
    "ProviderRefused",
    "create_provider",
    "invite_administrator",
    "publish_approved_course",
    "publish_course",
]
