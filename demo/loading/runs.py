"""Runs of the courses, dated from the day of loading."""

from __future__ import annotations

from datetime import date, datetime

from core.moments import zone_of
from courses.models import Course, CourseRun, EnrollmentMode
from demo.network import CourseEntry, RunEntry


def ensure_runs(entry: CourseEntry, course: Course, *, at: datetime) -> dict[str, CourseRun]:
    """The runs of a course by their key. Those that are there keep their dates."""
    found = {run.slug: run for run in CourseRun.objects.filter(course=course)}
    runs: dict[str, CourseRun] = {}
    for run in entry.runs:
        slug = run.slug_on(_today(run, at))
        runs[run.key] = found.get(slug) or _create_run(run, course, at)
    return runs


def _create_run(run: RunEntry, course: Course, at: datetime) -> CourseRun:
    today = _today(run, at)
    return CourseRun.objects.create(
        course=course,
        slug=run.slug_on(today),
        title=run.title_on(today),
        time_zone=run.time_zone,
        is_always_open=run.is_always_open,
        capacity=run.capacity,
        enrollment_mode=EnrollmentMode.APPROVAL if run.questions else EnrollmentMode.OPEN,
        questions=run.questions,
        **run.moments(today),
    )


def _today(run: RunEntry, at: datetime) -> date:
    return at.astimezone(zone_of(run.time_zone)).date()
