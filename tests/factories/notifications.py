"""Notices and choices, as rows."""

from __future__ import annotations

import itertools
from typing import Any

from notifications.models import Choice, Notice, Way

from .courses import NOW
from .learning import make_learner

_numbers = itertools.count(1)


def make_notice(user: Any = None, **fields: Any) -> Notice:
    """One that was neither seen nor mailed, and leads nowhere."""
    values: dict[str, Any] = {
        "kind": "thread_answer",
        "about": f"post:{next(_numbers)}",
        "values": {"title": "Where does one park a bicycle?"},
        "at": NOW,
        **fields,
    }
    return Notice.objects.create(user=user or make_learner(), **values)


def make_choice(user: Any = None, **fields: Any) -> Choice:
    values: dict[str, Any] = {"kind": "thread_answer", "way": Way.SITE, **fields}
    return Choice.objects.create(user=user or make_learner(), **values)
