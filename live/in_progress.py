"""The live sessions of a run on the page of what is done: attended, to come, or still possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from live.models import Attendance, LiveSession
from live.proof import decide, minutes_of
from live.series import place_of, say_place
from live.showing import ShownSession, show_session
from live.still import Still, read_still

# Beyond that the page of all sessions is asked.
LISTED: Final = 12


class Outcome(models.TextChoices):
    """What became of a session for one person, or what still can."""

    COMING = "COMING", ""
    ATTENDED = "ATTENDED", _("Attended")
    STILL = "STILL", _("Still possible")
    AWAITED = "AWAITED", _("Still possible")
    MISSED = "MISSED", _("Not attended")
    OVER = "OVER", ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    shown: ShownSession
    outcome: Outcome
    still: Still | None = None


def list_sessions(
    rows: Collection[LiveSession],
    proofs: Iterable[Attendance],
    done_pairs: Collection[tuple[str, str]],
    *,
    reader_zone: str,
    at: datetime,
) -> list[SessionLine]:
    """Those to come first, then those that are over, the latest first. No query; see
    `read_still`.

    `rows` are of one run, the earliest first, with their places in a series; `proofs` and
    `done_pairs` are one person's.
    """
    noted: dict[int, list[Attendance]] = defaultdict(list)
    for proof in proofs:
        noted[proof.session_id].append(proof)
    lines = []
    for row in rows:
        shown = show_session(row, reader_zone=reader_zone, at=at, part=say_place(place_of(row)))
        outcome = _outcome(row, noted[row.pk], done_pairs, at)
        is_open = outcome in {Outcome.STILL, Outcome.AWAITED}
        still = read_still(row, noted[row.pk], done_pairs, at=at) if is_open else None
        lines.append(SessionLine(shown, outcome, still))
    coming = [each for each in lines if each.outcome is Outcome.COMING]
    return coming + [each for each in reversed(lines) if each.outcome is not Outcome.COMING]


def _outcome(
    session: LiveSession,
    proofs: list[Attendance],
    done_pairs: Collection[tuple[str, str]],
    at: datetime,
) -> Outcome:
    if session.cancelled_at is not None:
        return Outcome.OVER if session.ends_at <= at else Outcome.COMING
    if (str(session.lesson_key), session.activity_key) in done_pairs:
        return Outcome.ATTENDED
    if session.ends_at > at:
        return Outcome.COMING
    if not session.can_count:
        return Outcome.ATTENDED if minutes_of(session, proofs) else Outcome.OVER
    # Facts are handed down within a minute of the end: what is proved is said at once.
    if decide(session, proofs, has_passed_check=False).counts:
        return Outcome.ATTENDED
    if not session.recording_counts:
        return Outcome.MISSED
    is_there = session.recording_at is not None and session.recording_at <= at
    return Outcome.STILL if is_there else Outcome.AWAITED
