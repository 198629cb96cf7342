"""A run is changed: logged field by field, announced in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseRun
from courses.signals import run_changed

if TYPE_CHECKING:
    from users.models import User


class RunChanged(ValueError):
    """Somebody else changed the same meanwhile. The text says what to do."""


def mark_of(run: CourseRun, names: Iterable[str]) -> str:
    """What tells these columns, as they are, from what they were or will be."""
    said = {name: _said(getattr(run, name)) for name in names if name != "team"}
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]


@transaction.atomic
def change_run(
    *,
    run: CourseRun,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    seen: str | None = None,
) -> CourseRun:
    """Set these columns, and `team`, of the locked run. Nothing to change writes nothing.

    `seen`: the `mark_of` these columns when the form was opened; where they are others by now,
    RunChanged is raised, unless they are what is wanted.
    `run_changed` is sent under the lock: seats that get free are offered in this transaction.
    """
    locked = CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    wanted = dict(values)
    team = wanted.pop("team", None)
    changes = {
        name: [_said(getattr(locked, name)), _said(value)]
        for name, value in wanted.items()
        if getattr(locked, name) != value
    }
    if changes and seen and seen != mark_of(locked, values):
        raise RunChanged(
            _(
                "Nothing is saved yet: somebody else changed this while you wrote. What you typed "
                "stands here. Look at the run in another window; if you save again, yours holds."
            )
        )
    for name in changes:
        setattr(locked, name, wanted[name])
    if changes:
        locked.save(update_fields=list(changes))
    if team is not None and {person.pk for person in team} != _ids(locked):
        locked.team.set(team)
        changes["team"] = []  # who they are stands in the run, not in the log
    if changes:
        log(locked, "courses.change_run", user=by, data={"changed": changes})
        run_changed.send(sender=CourseRun, run=locked, changed=frozenset(changes), at=at)
    return locked


def archive_run(*, run: CourseRun, by: User, at: datetime) -> CourseRun:
    """It is not shown any more, and nobody enrolls; its learners keep everything. Idempotent."""
    if run.archived_at is not None:
        return run
    return change_run(run=run, values={"archived_at": at}, by=by, at=at)


def restore_run(*, run: CourseRun, by: User, at: datetime) -> CourseRun:
    """As it was before it was archived. Idempotent."""
    return change_run(run=run, values={"archived_at": None}, by=by, at=at)


def _ids(run: CourseRun) -> set[int]:
    return set(run.team.values_list("pk", flat=True))


def _said(value: Any) -> Any:
    """As the log can keep it."""
    return value.isoformat() if isinstance(value, datetime) else value
