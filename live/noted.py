"""What is noted of one person in one session, in words: what proves it, and if it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.moments import say_briefly
from live.deciding import decide_all
from live.models import Attendance, LiveSession, Source
from live.proof import SAID, Decision, minutes_by

NOTHING = Decision(counts=False, by=None, minutes=0)


@dataclass(frozen=True, slots=True)
class Noted:
    """`proofs`: a line for each kind of proof. `verdict` says whether it counts, once that is
    known; "" where attending this session counts for nothing anyway."""

    proofs: tuple[str, ...]
    verdict: str
    counts: bool
    has_code: bool


def read_noted(
    session: LiveSession, rows: Sequence[Attendance], *, zone: str, at: datetime
) -> Noted:
    """Of the person whose proofs these are, on the clock of `zone`. Queries: see `decide_all`."""
    decision = next(iter(decide_all(session, rows).values()), NOTHING)
    is_over = at >= session.ends_at
    return Noted(
        proofs=say_proofs(session, rows, say=lambda moment: say_briefly(moment, zone), at=at),
        verdict=say_verdict(session, decision, has_proof=bool(rows), is_over=is_over),
        counts=is_over and session.can_count and decision.counts,
        has_code=any(row.source == Source.CODE for row in rows),
    )


def say_proofs(
    session: LiveSession,
    rows: Iterable[Attendance],
    *,
    say: Callable[[datetime], str],
    at: datetime,
) -> tuple[str, ...]:
    """One line for each; `say` writes a moment. Pure."""
    is_over = at >= session.ends_at
    return tuple(
        _("%(source)s: %(what)s")
        % {"source": Source(row.source).label, "what": _say_proof(session, row, say, is_over)}
        for row in rows
    )


def say_minutes(minutes: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def say_verdict(session: LiveSession, decision: Decision, *, has_proof: bool, is_over: bool) -> str:
    """Whether it counts, and why not. Pure."""
    if not session.can_count:
        return ""
    if not is_over:
        return _("Whether it counts is known after the end.") if has_proof else ""
    if decision.counts:
        return _("It counts as attended.")
    if not has_proof:
        return _("Nothing says that they came.")
    words = _(
        "Not attended yet: %(minutes)s of %(length)d are proved, and %(percent)d %% are asked."
    )
    return words % {
        "minutes": decision.minutes,
        "length": session.length,
        "percent": session.required_share_percent,
    }


def _say_proof(
    session: LiveSession, row: Attendance, say: Callable[[datetime], str], is_over: bool
) -> str:
    if row.source in SAID:
        return say_minutes(minutes_by(session, row))
    if row.source == Source.RECORDING and row.at is None:
        return _("opened, %(moment)s") % {"moment": say(row.opened_at)} if row.opened_at else ""
    said = say(row.at) if row.at else ""
    if row.source == Source.RECORDING:
        return _("watched, %(moment)s") % {"moment": said}
    if row.source == Source.JOIN and is_over:
        there = say_minutes(minutes_by(session, row))
        return _("%(moment)s, %(minutes)s until the end") % {"moment": said, "minutes": there}
    return said
