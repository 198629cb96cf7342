"""The list of people as a file: whoever the list shows, all pages, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import islice
from typing import Final

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from core.moments import say_zone, zone_of
from courses.models import CourseRun
from studio.table_file import Cell, hand_out

from .roster import Asked, Person, describe, find_people

CHUNK: Final = 2000


def export_people(run: CourseRun, asked: Asked, *, format: str, at: datetime) -> HttpResponseBase:
    """`format` is "csv" or "xlsx". The name of the file names the run and nobody in it."""
    rows = _rows(run, asked, at)
    return hand_out(_titles(run), rows, name=f"people-{run.slug}", sheet="People", format=format)


def _titles(run: CourseRun) -> list[str]:
    zone = say_zone(run.time_zone)
    return [
        *(_("Name"), _("E-mail"), _("Language"), _("Country"), _("State"), _("Failed twice")),
        *(_("Percent"), _("Last lesson")),
        *(
            f"{moment} ({zone})"
            for moment in (_("Enrolled"), _("Last here"), _("Completed"), _("Withdrew"))
        ),
    ]


def _rows(run: CourseRun, asked: Asked, at: datetime) -> Iterator[list[Cell]]:
    """One person at a time, described by the thousand; moments in the run's zone."""
    people = find_people(run, asked, at=at).iterator(chunk_size=CHUNK)
    zone = zone_of(run.time_zone)
    while chunk := list(islice(people, CHUNK)):
        for person in describe(run, chunk, at=at):
            yield _row(person, zone)


def _row(person: Person, zone: tzinfo) -> list[Cell]:
    enrollment = person.enrollment
    return [
        *(person.name, person.email, enrollment.learner.language, enrollment.learner.country),
        *(str(person.state.label) if person.state else _("Under way"), _yes(person.is_failing)),
        *(enrollment.percent, person.lesson),
        *(
            _say(moment, zone)
            for moment in (
                enrollment.enrolled_at,
                enrollment.last_active_at,
                enrollment.completed_at,
                enrollment.withdrawn_at,
            )
        ),
    ]


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else ""


def _say(moment: datetime | None, zone: tzinfo) -> str:
    """As every spreadsheet sorts it."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
