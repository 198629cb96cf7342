"""Who attended as a file, of one session or of all of a run: a row for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from core.moments import is_zone, say_zone, zone_of
from courses.models import CourseRun
from learning.models import Enrollment
from learning.models.enrollment import EnrollmentQuerySet
from live.deciding import decide_all
from live.models import Attendance, LiveSession
from live.noted import NOTHING, say_proofs
from live.proof import Decision
from studio.table_file import Cell, hand_out

from .desk import by_name, people_of

CHUNK: Final = 2000
Proofs = Mapping[tuple[int, int], list[Attendance]]


def export_session(session: LiveSession, *, format: str, at: datetime) -> HttpResponseBase:
    """Everybody whom the desk shows, all pages. The session comes with its run."""
    rows = _rows([session], people_of(session), at)
    name = f"attendance-{session.run.slug}-{session.pk}"
    return _file([session], rows, name=name, format=format)


def export_run(run: CourseRun, *, format: str, at: datetime) -> HttpResponseBase:
    """All its sessions that have begun and were not cancelled, in their order."""
    sessions = list(run.sessions.filter(cancelled_at=None, starts_at__lte=at))
    for session in sessions:
        session.run = run  # read once, with its course: what decides may ask for it
    rows = _rows(sessions, _people_of_run(run), at)
    return _file(sessions, rows, name=f"attendance-{run.slug}", format=format)


def _people_of_run(run: CourseRun) -> EnrollmentQuerySet:
    """Who has a seat, and whoever came to any session and left since; by name."""
    proofs = Attendance.objects.filter(session__run=run, enrollment=OuterRef("pk"))
    has_seat = Q(run=run, withdrawn_at=None, learner__erased_at=None)
    return by_name(Enrollment.objects.filter(has_seat | Q(Exists(proofs))))


def _file(
    sessions: Sequence[LiveSession], rows: Iterator[list[Cell]], *, name: str, format: str
) -> HttpResponseBase:
    return hand_out(_titles(sessions), rows, name=name, sheet=_("Attendance"), format=format)


def _titles(sessions: Sequence[LiveSession]) -> list[str]:
    """Each session names its three columns by title and start, on the clock of its host."""
    titles = [_("Name"), _("E-mail"), _("Left the run")]
    for session in sessions:
        start = session.starts_at.astimezone(zone_of(session.time_zone))
        which = f"{session.title}, {start:%Y-%m-%d %H:%M} ({say_zone(_zone(session))})"
        columns = (_("Minutes"), _("What is noted"), _("Counts as attended"))
        titles += [f"{which}: {column}" for column in columns]
    return titles


def _rows(
    sessions: Sequence[LiveSession], people: EnrollmentQuerySet, at: datetime
) -> Iterator[list[Cell]]:
    """By the thousand: for so many people one query for them and one for all their proofs, and
    for each session those of `decide_all`."""
    found = people.select_related("learner").iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        proofs = _proofs(sessions, chunk)
        decisions = {session.pk: _decide(session, proofs) for session in sessions}
        for person in chunk:
            row = _person(person)
            for session in sessions:
                noted = proofs.get((session.pk, person.pk), [])
                decision = decisions[session.pk].get(person.pk, NOTHING)
                row += _cells(session, noted, decision, at)
            yield row


def _proofs(sessions: Sequence[LiveSession], people: Sequence[Enrollment]) -> Proofs:
    """By session and person. One query."""
    found: dict[tuple[int, int], list[Attendance]] = defaultdict(list)
    for proof in Attendance.objects.filter(
        session__in=[each.pk for each in sessions], enrollment__in=[each.pk for each in people]
    ):
        found[proof.session_id, proof.enrollment_id].append(proof)
    return found


def _decide(session: LiveSession, proofs: Proofs) -> dict[int, Decision]:
    own = [proof for key, each in proofs.items() if key[0] == session.pk for proof in each]
    return decide_all(session, own)


def _person(person: Enrollment) -> list[Cell]:
    """What erasure leaves is nobody's name or address."""
    learner = person.learner
    has_left = _("yes") if person.withdrawn_at else ""
    if learner.erased_at:
        return [_("A closed account"), "", has_left]
    return [learner.name, learner.email, has_left]


def _cells(
    session: LiveSession, proofs: Sequence[Attendance], decision: Decision, at: datetime
) -> list[Cell]:
    """Minutes, and whether it counts, are known after the end; before, their cells are empty."""
    said = "; ".join(say_proofs(session, proofs, say=partial(_say, session), at=at))
    if at < session.ends_at:
        return ["", said, ""]
    minutes: Cell = decision.minutes if proofs else ""
    if not session.can_count:
        return [minutes, said, ""]
    return [minutes, said, _("yes") if decision.counts else _("no")]


def _say(session: LiveSession, moment: datetime) -> str:
    return moment.astimezone(zone_of(session.time_zone)).strftime("%Y-%m-%d %H:%M")


def _zone(session: LiveSession) -> str:
    return session.time_zone if is_zone(session.time_zone) else "UTC"
