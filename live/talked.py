"""What discussions ask about sessions: what they are called, and for whom they are there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language

from courses.models import CourseRun
from live.models import LiveSession
from live.naming import say_in


def read_sessions(run: CourseRun, keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and address by key, cancelled ones too. One query, and see `say_in`.

    `run` comes with its course.
    """
    rows = list(LiveSession.objects.filter(run=run, key__in=keys))
    for row in rows:
        row.run = run
    say_in(rows, get_language() or "")
    return {
        str(row.key): (row.title, reverse("live:session", args=[run.slug, row.key])) for row in rows
    }


def closed_sessions(
    run: CourseRun, people: Collection[int], at: datetime
) -> dict[int, frozenset[str]]:
    """None: unlike lessons they do not wait for the run to start."""
    return {}
