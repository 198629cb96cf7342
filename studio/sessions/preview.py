"""The dates of a series before it is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from core.moments import say_span
from courses.models import CourseRun
from live.series import Step
from studio.sessions.forms import SessionForm
from studio.sessions.said import say_after_end, say_reminded


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """`is_shifted`: the clock leaves the wanted hour out that day."""

    title: str
    when: str
    is_shifted: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """`mark` tells these dates from others: a series is planned as it was shown.

    `warning`: how many begin after the end of the run, or "". `reminded`: who hears at once, or "".
    """

    lines: tuple[PreviewLine, ...]
    mark: str
    warning: str
    reminded: str


def preview_of(form: SessionForm, run: CourseRun, *, at: datetime) -> Preview | None:
    """Of a valid form; None where it plans one session."""
    steps = form.steps()
    if len(steps) < 2:
        return None
    lines = tuple(_line(step, form) for step in steps)
    mark = sha256(repr(lines).encode()).hexdigest()[:20]
    starts = [step.hour.starts_at for step in steps]
    return Preview(lines, mark, say_after_end(starts, run), say_reminded(starts, run, at=at))


def _line(step: Step, form: SessionForm) -> PreviewLine:
    zone, start = step.hour.time_zone, step.hour.starts_at
    end = start + timedelta(minutes=form.cleaned_data["minutes"])
    announced = step.announced[1].title if step.announced else ""
    return PreviewLine(
        title=form.cleaned_data["title"] or announced,
        when=say_span(start, end, host_zone=zone, reader_zone=zone),
        is_shifted=step.hour.is_shifted,
    )
