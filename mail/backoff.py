"""How long a deferred message waits."""

from __future__ import annotations

import random
from datetime import timedelta

MOST_ATTEMPTS = 12
LONGEST_BACKOFF = timedelta(hours=4)


def backoff(attempts: int) -> timedelta:
    """One minute doubled with each attempt, four hours at most, give or take a quarter."""
    base = min(timedelta(minutes=1) * 2 ** (attempts - 1), LONGEST_BACKOFF)
    return base * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, keeps no secret
