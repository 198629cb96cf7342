"""The live sessions of one learner: what proves that they came to each, and whether it counts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from learning.models import Enrollment
from live.models import Attendance, LiveSession
from live.noted import Noted, read_noted


@dataclass(frozen=True, slots=True)
class Attended:
    """`is_here`: of the run that they are in now, not of one that they were moved from."""

    session: LiveSession
    noted: Noted
    is_over: bool
    is_here: bool


def read_attended(enrollment: Enrollment, *, at: datetime) -> tuple[Attended, ...]:
    """Of every session of their run that was not cancelled, and of those elsewhere that they came
    to before they were moved.

    The sessions, and where there are any all proofs at once; moreover those of `decide_all` for
    each session whose recording they watched.
    """
    run = enrollment.run
    proofs = Attendance.objects.filter(enrollment=enrollment)
    is_theirs = Q(run=run, cancelled_at=None) | Q(pk__in=proofs.values("session"))
    sessions = list(LiveSession.objects.filter(is_theirs).select_related("run__course"))
    own: dict[int, list[Attendance]] = defaultdict(list)
    for proof in proofs if sessions else ():
        own[proof.session_id].append(proof)
    return tuple(_attended(each, own[each.pk], enrollment, at) for each in sessions)


def _attended(
    session: LiveSession, proofs: list[Attendance], enrollment: Enrollment, at: datetime
) -> Attended:
    """On the clock of the run, as all of the page."""
    return Attended(
        session=session,
        noted=read_noted(session, proofs, zone=enrollment.run.time_zone, at=at),
        is_over=at >= session.ends_at,
        is_here=session.run_id == enrollment.run_id,
    )
