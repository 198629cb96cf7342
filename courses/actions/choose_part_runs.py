"""Which runs of its courses belong to a run of a programme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from courses.actions.change_run import RunChanged
from courses.models import CourseFormat, CourseRun, RunPart
from courses.outline import PART
from courses.signals import run_changed

if TYPE_CHECKING:
    from users.models import User


MEANWHILE = gettext_lazy(
    "Nothing is saved yet: somebody else chose another run meanwhile. Open this page anew, and "
    "look at what they chose."
)


class PartRefused(ValueError):
    """The text says which run cannot be a part, and why."""


@transaction.atomic
def choose_part_runs(
    *,
    run: CourseRun,
    chosen: Mapping[str, int | None],
    by: User,
    at: datetime,
    seen: Mapping[str, int | None] | None = None,
) -> CourseRun:
    """Set for each course of the programme, by its key, the run that belongs to this one, or none.

    Courses that are not named keep theirs. Nothing to change writes nothing. Who is enrolled
    already is enrolled in nothing by this. `seen`: what stood there when the form was opened.
    Raises PartRefused, or RunChanged where somebody chose something else meanwhile.
    """
    locked = (
        CourseRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course")
        .get(pk=run.pk)
    )
    parts = _parts_of(locked)
    runs = CourseRun.objects.select_related("course").in_bulk([pk for pk in chosen.values() if pk])
    now = {str(part.course.key): part for part in locked.parts.select_related("course")}
    changes: dict[str, list[int | None]] = {}
    for key, pk in chosen.items():
        before = now[key].part_run_id if key in now else None
        if before == pk:
            continue
        if seen is not None and seen.get(key) != before:
            raise RunChanged(str(MEANWHILE))
        if pk is not None:
            _refuse(locked, parts, key, runs.get(pk))
        changes[key] = [before, pk]
        _store(locked, key, runs.get(pk or 0))
    if changes:
        log(locked, "courses.choose_part_runs", user=by, data={"changed": changes})
        run_changed.send(sender=CourseRun, run=locked, changed=frozenset({"parts"}), at=at)
    return locked


def _parts_of(run: CourseRun) -> frozenset[str]:
    """The courses that the outline of the run names."""
    outline = run.pinned_outline or run.course.newest_outline
    if outline is None:
        return frozenset()
    activities = outline.outline.activities()
    return frozenset(each.course for _lesson, each in activities if each.kind == PART)


def _refuse(run: CourseRun, parts: frozenset[str], key: str, part_run: CourseRun | None) -> None:
    if part_run is None or str(part_run.course.key) != key:
        raise PartRefused(_("This run belongs to another course. Choose again."))
    if key not in parts:
        words = _("“%(course)s” is no part of this programme. Add it to a lesson first.")
    elif part_run.course.format == CourseFormat.PROGRAMME:
        words = _("“%(course)s” is a programme itself, and cannot be a part of one.")
    elif part_run.course.retired_at is not None:
        words = _("“%(course)s” is not offered any more. Choose another course.")
    elif part_run.archived_at is not None or part_run.cancelled_at is not None:
        words = _("This run of “%(course)s” is archived or cancelled. Choose another.")
    else:
        return
    raise PartRefused(words % {"course": part_run.course.title})


def _store(run: CourseRun, key: str, part_run: CourseRun | None) -> None:
    if part_run is None:
        run.parts.filter(course__key=key).delete()
        return
    RunPart.objects.update_or_create(
        run=run, course=part_run.course, defaults={"part_run": part_run}
    )
