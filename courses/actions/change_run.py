"""A run is changed: logged field by field, announced in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log

from courses.models import CourseRun
from courses.signals import run_changed

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def change_run(*, run: CourseRun, values: Mapping[str, Any], by: User, at: datetime) -> CourseRun:
    """Set these columns, and `team`, of the locked run. Nothing to change writes nothing.

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
