"""A webinar as its page shows it, and why one may not sign up now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.moments import say_moment
from courses.models import CourseFormat, CourseRun, EnrollmentMode
from courses.reading import titles
from learning.seats import free_seats
from live.models import LiveSession


@dataclass(frozen=True, slots=True)
class Webinar:
    """`session` is the next one, else the last, or None. `refusal` is empty where one may sign up;
    `is_full`: all that stands in the way is that every seat is taken."""

    run: CourseRun
    title: str
    session: LiveSession | None
    refusal: str
    is_full: bool

    def is_over(self, *, at: datetime) -> bool:
        return self.session is not None and self.session.ends_at <= at


def takes_sign_ups(run: CourseRun) -> bool:
    """Whether anybody may sign up without an account. Else people enroll as in any course."""
    is_webinar = run.course.format == CourseFormat.WEBINAR
    return is_webinar and run.enrollment_mode == EnrollmentMode.OPEN and not run.prerequisites


def read_webinar(run: CourseRun, *, at: datetime) -> Webinar:
    """The run comes with its course and provider. Two queries, two more where seats are counted."""
    session = session_of(run, at=at)
    refusal = _say_closed(run, at) or _say_over(session, at)
    is_full = not refusal and free_seats(run) == 0
    if is_full:
        refusal = _("All places are taken.")
    return Webinar(run, title_of(run), session, refusal, is_full)


def session_of(run: CourseRun, *, at: datetime) -> LiveSession | None:
    """The next that takes place, else the last. One query."""
    rows = list(run.sessions.uncancelled())
    coming = [each for each in rows if each.ends_at > at]
    return next(iter(coming or reversed(rows)), None)


def title_of(run: CourseRun) -> str:
    """Of its course, in the reader's language where it is translated. One query."""
    key, language = str(run.course.key), get_language() or run.course.source_language
    found = titles([key], language=language, source_language=run.course.source_language)
    return found.get(key, run.course.title)


def _say_closed(run: CourseRun, at: datetime) -> str:
    """What the dates of the run say; empty where they let people in."""
    if run.cancelled_at is not None:
        return _("This webinar does not take place.")
    if run.has_ended(at=at):
        return _("This webinar is over.")
    if run.is_open_for_enrollment(at=at):
        return ""
    if run.opens_at is None:
        return _("Nobody can sign up yet: the date is still to be announced.")
    if at < run.opens_at:
        words = _("One can sign up from %(moment)s on. Come back then.")
        return words % {"moment": say_moment(run.opens_at, run.time_zone)}
    return _("It is too late to sign up for this webinar.")


def _say_over(session: LiveSession | None, at: datetime) -> str:
    """Afterwards there is something to sign up for once the recording is there."""
    is_over = session is not None and session.ends_at <= at
    if session is None or not is_over or session.recording_at is not None:
        return ""
    return _("This webinar is over. Once there is a recording, you can sign up for it here.")
