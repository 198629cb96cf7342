"""A copy of a run: its dates shifted by whole days, its people left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from wagtail.log_actions import log

from courses.models import CourseRun
from courses.run_slugs import free_run_slug

if TYPE_CHECKING:
    from users.models import User

MOMENTS = ("opens_at", "closes_at", "starts_at", "ends_at")


def shifted(moment: datetime, *, days: int, zone: ZoneInfo) -> datetime:
    """The same hour on the clock in `zone`, so many days later, also across a change of the clock.

    Where the clock skips this hour, the first one that it shows after it.
    """
    local = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)


def first_day(run: CourseRun) -> date | None:
    """The day from which its dates are counted, in its own zone: the start, or the earliest."""
    moments = [getattr(run, name) for name in MOMENTS if getattr(run, name)]
    if not moments:
        return None
    return (run.starts_at or min(moments)).astimezone(ZoneInfo(run.time_zone)).date()


def shifted_dates(run: CourseRun, *, starts_on: date | None) -> dict[str, datetime | None]:
    """The four moments of a copy that starts on this day; as they are without one. Pure."""
    zone, first = ZoneInfo(run.time_zone), first_day(run)
    days = (starts_on - first).days if starts_on and first else 0
    return {
        name: shifted(moment, days=days, zone=zone) if moment else None
        for name, moment in ((name, getattr(run, name)) for name in MOMENTS)
    }


@transaction.atomic
def copy_run(
    *, run: CourseRun, starts_on: date | None, token: UUID, by: User
) -> tuple[CourseRun, bool]:
    """The copy, and whether it is new. Terms and team come along; learners do not.

    Idempotent: `token` is the form's. It follows the newest outline, even of a pinned run.
    """
    source = CourseRun.objects.select_for_update().get(pk=run.pk)
    made = CourseRun.objects.filter(made_with=token).first()
    if made is not None:
        return made, False
    team = list(source.team.all())
    year = starts_on.year if starts_on else None
    copy = CourseRun.objects.get(pk=source.pk)
    copy.pk, copy.archived_at, copy.pinned_outline, copy.made_with = None, None, None, token
    copy.slug = free_run_slug(source.slug, year)
    for name, moment in shifted_dates(source, starts_on=starts_on).items():
        setattr(copy, name, moment)
    copy._state.adding = True
    copy.save()
    copy.team.set(team)
    log(copy, "courses.copy_run", user=by, data={"from": source.pk})
    return copy, True
