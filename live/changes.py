"""What became of a session, so that people can be told."""

from __future__ import annotations

from dataclasses import dataclass

from live.models import LiveSession


@dataclass(frozen=True)
class Change:
    """A session as it was and as it is; both come with run, course and provider."""

    before: LiveSession
    now: LiveSession
    is_told: bool
