"""The report of a meeting service becomes attendance: read, looked at, confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from live.models import Attendance, AttendanceReport, LiveSession, Source
from live.reported import (
    CHOSEN,
    KEPT_DAYS,
    PLACES,
    TITLES,
    UNIT,
    WHOLE,
    Reported,
    read_reported,
)
from live.reports.reading import Sheet
from users.models import User

from .settling import note_evidence


class NotImported(Exception):
    """The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Of how many people it is news that they came, and of how many that they stayed longer."""

    added: int = 0
    raised: int = 0


@transaction.atomic
def load_report(
    *, session: LiveSession, sheet: Sheet, digest: str, file_name: str, by: User, at: datetime
) -> tuple[AttendanceReport, bool]:
    """The row of this file, and whether it is new. It writes no attendance.

    One row for each file of a session: the same file finds what was said about it before.
    `digest`: SHA-256 of the file. Raises NotImported before the session, and for a cancelled one.
    """
    locked = LiveSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    _check(locked, at)
    found = AttendanceReport.objects.filter(session=locked, digest=digest).first()
    if found is not None and found.wiped_at is None:
        return found, False
    values: dict[str, Any] = {
        "file_name": file_name[:200],
        "columns": {TITLES: list(sheet.titles), PLACES: sheet.columns},
        "rows": [[number, *cells] for number, cells in sheet.rows],
        "read_at": at,
        "wiped_at": None,
    }
    if found is None:
        return AttendanceReport.objects.create(session=locked, digest=digest, by=by, **values), True
    AttendanceReport.objects.filter(pk=found.pk).update(**values)
    found.refresh_from_db()
    return found, False


@transaction.atomic
def map_report(
    *, report: AttendanceReport, places: Mapping[str, int], unit: int, is_whole: bool
) -> None:
    """A host says which column is what, what a bare number is, and whether nobody left early."""
    locked = _lock(report)
    columns = {**locked.columns, PLACES: dict(places), UNIT: unit, WHOLE: is_whole}
    AttendanceReport.objects.filter(pk=locked.pk).update(columns=columns)


@transaction.atomic
def import_report(
    *, report: AttendanceReport, chosen: Mapping[int, int], by: User, at: datetime
) -> Imported:
    """Write who came and how long; `chosen` are whom the host chose: a line to an enrollment.

    It adds people and minutes, and takes nothing away: repeating it changes nothing, and so does
    a report that says less. Raises NotImported.
    """
    locked = _lock(report)
    session = LiveSession.objects.select_for_update(no_key=True).get(pk=locked.session_id)
    _check(session, at)
    reported = read_reported(locked, session, chosen=chosen)
    done = _write(reported, at)
    AttendanceReport.objects.filter(pk=locked.pk).update(
        confirmed_at=locked.confirmed_at or at,
        columns={**locked.columns, CHOSEN: _chosen(locked, reported, chosen)},
        counts={
            "matched": len(reported.matching.matched),
            "unmatched": len(reported.matching.unmatched),
        },
    )
    if done.added or done.raised:
        data = {"report": locked.pk, "added": done.added, "raised": done.raised}
        log(instance=session, action="live.import_report", user=by, data=data)
        # In this transaction, which locks the session alone: no kill parts proof and note.
        note_evidence(session, at=at)
    return done


def forget_reports(*, at: datetime) -> int:
    """Wipe what reports say, after some days; attendance stays. How many."""
    old = AttendanceReport.objects.filter(
        wiped_at=None, read_at__lte=at - timedelta(days=KEPT_DAYS)
    )
    return old.update(rows=[], columns={}, file_name="", wiped_at=at)


def _lock(report: AttendanceReport) -> AttendanceReport:
    locked = AttendanceReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if locked.wiped_at is not None:
        words = _("The lines of this report were deleted after %(days)d days. Load it once more.")
        raise NotImported(words % {"days": KEPT_DAYS})
    return locked


def _check(session: LiveSession, at: datetime) -> None:
    if session.cancelled_at is not None:
        raise NotImported(_("This session was cancelled: nobody can have attended it."))
    if at < session.opens_at:
        raise NotImported(_("This session has not begun: there is no report of it yet."))


def _write(reported: Reported, at: datetime) -> Imported:
    """At most one row for each person; its first moment stays."""
    said = {
        each.person.enrollment_id: reported.minutes_for(each)
        for each in reported.matching.matched
        if reported.adds(each)
    }
    session = reported.session
    new = [pk for pk in said if pk not in reported.standing]
    Attendance.objects.bulk_create(
        (
            Attendance(
                session=session,
                enrollment_id=pk,
                source=Source.REPORT,
                at=at,
                minutes=said[pk],
            )
            for pk in new
        ),
        batch_size=500,
    )
    rows = Attendance.objects.filter(
        session=session, source=Source.REPORT, enrollment__in=said.keys() - set(new)
    )
    longer = list(rows)
    for row in longer:
        row.minutes = said[row.enrollment_id]
    Attendance.objects.bulk_update(longer, ["minutes"], batch_size=500)
    return Imported(added=len(new), raised=len(longer))


def _chosen(
    report: AttendanceReport, reported: Reported, chosen: Mapping[int, int]
) -> dict[str, int]:
    """What the host said of this report until now, of people who are in the run."""
    known = {person.enrollment_id for person in reported.people}
    picked = {str(line): pk for line, pk in chosen.items() if pk in known}
    return {**report.columns.get(CHOSEN, {}), **picked}
