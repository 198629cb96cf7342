"""A copy of a run: its dates shifted by whole days, its people left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from wagtail.log_actions import log

from courses.models import Course, CourseRun, RunPart
from courses.run_dates import shifted_dates, shifted_releases
from courses.run_slugs import free_run_slug
from courses.signals import run_copied

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def copy_run(
    *,
    run: CourseRun,
    starts_on: date | None,
    token: UUID,
    by: User,
    into: Course | None = None,
    module_key: Callable[[str], str] = str,
) -> tuple[CourseRun, bool]:
    """The copy, and whether it is new. Terms, team and chosen parts come along; learners do not.

    `into`: a copy of the course, whose modules have the keys that `module_key` gives; its parts are
    chosen once it is published.

    Idempotent: `token` is the form's. It follows the newest outline, even of a pinned run.
    """
    source = CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    made = CourseRun.objects.filter(made_with=token).first()
    if made is not None:
        return made, False
    team = list(source.team.all())
    year = starts_on.year if starts_on else None
    copy = CourseRun.objects.get(pk=source.pk)
    copy.pk, copy.pinned_outline, copy.made_with = None, None, token
    copy.archived_at, copy.cancelled_at, copy.dropped = None, None, []
    copy.slug = free_run_slug(source.slug, year)
    for name, moment in shifted_dates(source, starts_on=starts_on).items():
        setattr(copy, name, moment)
    releases = shifted_releases(source, starts_on=starts_on)
    copy.release_dates = {module_key(key): moment for key, moment in releases.items()}
    copy.course = into or source.course
    copy._state.adding = True
    copy.save()
    copy.team.set(team)
    RunPart.objects.bulk_create(
        RunPart(run=copy, course_id=part.course_id, part_run_id=part.part_run_id)
        for part in (source.parts.all() if into is None else ())
    )
    log(copy, "courses.copy_run", user=by, data={"from": source.pk})
    run_copied.send(sender=CourseRun, source=source, copy=copy, starts_on=starts_on)
    return copy, True
