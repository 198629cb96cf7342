"""Whether people can enroll in a run now, and why not: one sentence, which its team reads. Pure."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from core.moments import say_moment
from courses.models import CourseRun, EnrollmentMode

OPENS = "id_opens_at"  # where the form of a run asks for it


def has_dates(run: CourseRun) -> bool:
    """Whether its team has begun to plan it: without any date it is announced, and means to be."""
    return any((run.closes_at, run.starts_at, run.ends_at, run.decide_at))


def why_nobody_can_enroll(run: CourseRun, *, at: datetime) -> str:
    """Of a run that is to come or on: a date that nobody gave. "" where it needs none."""
    is_asked = run.enrollment_mode != EnrollmentMode.CLOSED and not run.has_ended(at=at)
    if not is_asked or run.is_always_open or run.opens_at is not None:
        return ""
    return _("Nobody can enroll: no date says when enrollment opens.")


def say_enrollment(run: CourseRun, *, at: datetime) -> str:
    """What its dates come to at `at`, for example "open until 5 April 2027, 23:59 (Suva)"."""
    if run.has_ended(at=at):
        return _("over")
    if run.enrollment_mode == EnrollmentMode.CLOSED:
        return _("by the secretariat, whatever the dates")
    if run.opens_at is None and not run.is_always_open:
        return _("not open: no date says when it opens")
    if run.opens_at is not None and at < run.opens_at:
        return _("opens on %(moment)s") % {"moment": say_moment(run.opens_at, run.time_zone)}
    closes_at = run.ends_at if run.is_always_open else run.closes_at or run.ends_at
    if closes_at is None:
        return _("open without an end")
    words = _("open until %(moment)s") if at < closes_at else _("closed since %(moment)s")
    return words % {"moment": say_moment(closes_at, run.time_zone)}
