"""Several sessions at once: planned as a series, and moved with those that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction

from courses.models import CourseRun
from live.hours import Hour, at_hour, hour_of
from live.models import LiveSession
from live.models.session import LiveSessionQuerySet
from live.series import Step
from live.telling import tell_moved
from users.models import User

from .moving import apply_change, lock_session, with_lock
from .planning import plan_session

# What those that follow take over besides the time.
TAKEN: Final = ("minutes", "place", "room")


@transaction.atomic
def plan_series(
    *,
    run: CourseRun,
    values: Mapping[str, Any],
    steps: Sequence[Step],
    token: UUID,
    by: User,
    at: datetime,
) -> tuple[list[LiveSession], bool]:
    """The sessions, and whether they are new. All or none. `values`: what all have in common.

    Idempotent: `token` is the form's. Raises NotPlanned as `plan_session` does.
    """
    series_key, is_new = uuid5(token, "series"), False
    planned = []
    for number, step in enumerate(steps):
        session, is_new = plan_session(
            run=run,
            values={**values, **step.hour.fields(), **_activity(step), "series_key": series_key},
            token=uuid5(token, str(number)) if number else token,
            by=by,
            at=at,
        )
        planned.append(session)
    return planned, is_new


def _activity(step: Step) -> dict[str, Any]:
    if step.announced is None:
        return {"lesson_key": None, "activity_key": ""}
    lesson, activity = step.announced
    return {"lesson_key": lesson.key, "activity_key": activity.key}


@transaction.atomic
def change_following(
    *, session: LiveSession, values: Mapping[str, Any], sequence: int, by: User, at: datetime
) -> tuple[list[LiveSession], int]:
    """Change this one, and move all that follow it in its series by the same days and hours.

    Their length and place become its own where these change. People are told once of all. Raises
    as `change_session`; then none is changed.
    """
    CourseRun.objects.select_for_update(no_key=True).get(pk=session.run_id)
    before = lock_session(session)
    # All at once, before any person: who changes one of them waits here, not in the middle.
    following = list(with_lock(_after(before)))
    first = apply_change(before=before, values=values, sequence=sequence, by=by, at=at)
    changes = [first]
    for each in following:
        taken = _moved(each, before, first.now)
        changes.append(
            apply_change(before=each, values=taken, sequence=each.sequence, by=by, at=at)
        )
    return [each.now for each in changes], tell_moved(changes, at=at)


def followers_of(session: LiveSession) -> list[LiveSession]:
    """Those of its series that come after it. One query at most."""
    return list(_after(session)) if session.series_key else []


def _after(session: LiveSession) -> LiveSessionQuerySet:
    rows = LiveSession.objects.uncancelled().filter(series_key__isnull=False)
    return rows.filter(
        run=session.run_id, series_key=session.series_key, starts_at__gt=session.starts_at
    )


def _moved(each: LiveSession, before: LiveSession, now: LiveSession) -> dict[str, Any]:
    old, own = hour_of(before), hour_of(each)
    shift = _typed(hour_of(now)) - _typed(old)
    zone = now.time_zone if now.time_zone != before.time_zone else own.time_zone
    hour = at_hour(f"{_typed(own) + shift:%Y-%m-%dT%H:%M}", zone, own.fold)
    taken = {
        name: getattr(now, name) for name in TAKEN if getattr(now, name) != getattr(before, name)
    }
    return {**hour.fields(), **taken}


def _typed(hour: Hour) -> datetime:
    return datetime.fromisoformat(hour.planned_for)
