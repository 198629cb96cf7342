"""Learners and enrollments as the actions make them."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth import get_user_model

from courses.models import CourseRun
from learning.actions import enroll, record_progress
from learning.kinds import KIND_OF
from learning.models import Enrollment
from learning.standing import outline_of, read_standing, with_outline

from .courses import NOW, make_run
from .once import made_once

_numbers = itertools.count(1)


def make_learner(**fields: Any) -> Any:
    """A person who can sign in with the password "a-long-password"."""
    number = next(_numbers)
    values = {"email": f"learner-{number}@example.org", "name": f"Learner {number}", **fields}
    return get_user_model().objects.create_user(password="a-long-password", **values)


@made_once
def make_enrollment(*, run: CourseRun | None = None, learner: Any = None) -> Enrollment:
    """A learner in a run that has started, seen from NOW."""
    return enroll(learner=learner or make_learner(), run=run or make_run(), at=NOW)


def lessons_of(enrollment: Enrollment) -> list[Any]:
    """The lessons of the outline that the enrollment follows."""
    return list(outline_of(with_outline(_fresh(enrollment))).lessons())


def do_activity(enrollment: Enrollment, lesson: Any, activity: Any, **fields: Any) -> Any:
    """Hand down one result, as the app that knows the detail does."""
    return record_progress(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key=activity.key,
        kind=KIND_OF[activity.kind],
        **{"at": NOW, **fields},
    )


def do_lesson(enrollment: Enrollment, lesson: Any, **fields: Any) -> None:
    """Everything in this lesson."""
    for activity in lesson.activities:
        do_activity(enrollment, lesson, activity, **fields)


def finish(enrollment: Enrollment, **fields: Any) -> Enrollment:
    """Everything in the course."""
    for lesson in lessons_of(enrollment):
        do_lesson(enrollment, lesson, **fields)
    return _fresh(enrollment)


def progress_of(enrollment: Enrollment) -> Any:
    return read_standing(_fresh(enrollment)).progress


def _fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=enrollment.pk)
