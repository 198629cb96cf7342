"""The list of people as a file: whoever the list shows, all pages, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from io import BytesIO
from itertools import islice
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.csv_file import csv_lines, harmless
from core.moments import say_zone, zone_of
from courses.models import CourseRun

from .roster import Asked, Person, describe, find_people

CHUNK: Final = 2000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int


def export_people(run: CourseRun, asked: Asked, *, format: str, at: datetime) -> HttpResponse:
    """`format` is "csv" or "xlsx". The name of the file names the run and nobody in it."""
    rows = _rows(run, asked, at)
    disposition = {"Content-Disposition": f'attachment; filename="people-{run.slug}.{format}"'}
    if format == "xlsx":
        return HttpResponse(_workbook(_titles(run), rows), content_type=XLSX, headers=disposition)
    return StreamingHttpResponse(  # type: ignore[return-value]
        csv_lines(_titles(run), rows), content_type="text/csv; charset=utf-8", headers=disposition
    )


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


def _workbook(titles: list[str], rows: Iterable[list[Cell]]) -> bytes:
    """Numbers stay numbers; text begins no formula and holds nothing that Excel refuses."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.freeze_panes = "A2"
    sheet.append(titles)
    for row in rows:
        sheet.append([cell if isinstance(cell, int) else _text(cell) for cell in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _text(cell: str) -> str:
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", cell))
