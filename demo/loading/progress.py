"""What the sample learners did, each step by the action that a page would call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.models import CourseRun
from courses.outline import CHECK, LESSON, PART, SESSION, Activity, Lesson, Outline
from demo.network import LearnerEntry, read_network
from learning.actions import (
    apply_for_seat,
    enroll,
    join_waiting,
    record_progress,
    withdraw,
)
from learning.kinds import KIND_OF
from learning.models import Enrollment
from users.models import User

from .checks import answer_check

Step = tuple[Lesson, Activity]
ELSEWHERE = frozenset({SESSION, PART})

# How far somebody came, in the words of the file.
NEW, FAILED, LAST, COMPLETE, WITHDRAWN = "new", "failed", "last", "complete", "withdrawn"
# Who is in no run yet.
WAITING, ASKED = "waiting", "asked"
# What whoever asks for a seat answers, a line for each question.
ANSWERS = ["The road to the market, where nobody walks after dark.", "The people who sell there."]


def learn(person: LearnerEntry, learner: User, runs: dict[str, CourseRun], *, at: datetime) -> None:
    """Enroll this person and bring them as far in each run as the file says, or into its queue."""
    for key, how_far in person.learning.items():
        run = runs[key]
        story = _Story.of(run, person, now=at)
        if how_far == WAITING:
            join_waiting(learner=learner, run=run, at=story.enrolled_at)
            continue
        if how_far == ASKED:
            apply_for_seat(learner=learner, run=run, answers=ANSWERS, at=story.enrolled_at)
            continue
        enrollment = enroll(learner=learner, run=run, at=story.enrolled_at)
        _walk(enrollment, _outline_of(run), how_far, story)
        if how_far == WITHDRAWN:
            withdraw(enrollment=enrollment, at=story.ends_at)


def walk_last_step(*, at: datetime) -> Enrollment | None:
    """Finish the course of the learner who has only its last step left. Twice changes nothing."""
    walker = next(person for person in read_network().learners if LAST in person.learning.values())
    enrollments = Enrollment.objects.filter(learner__email=walker.email)
    enrollment = enrollments.select_related("learner", "run__course").first()
    if enrollment is not None and enrollment.completed_at is None:
        lesson, activity = list(_steps(_outline_of(enrollment.run)))[-1]
        _take(enrollment, lesson, activity, at=at)
    return enrollment


def _outline_of(run: CourseRun) -> Outline:
    return run.course.outlines.latest("number").outline


def _walk(enrollment: Enrollment, outline: Outline, how_far: int | str, story: _Story) -> None:
    steps = _chosen(outline, how_far)
    for step, moment in zip(steps, story.moments(len(steps)), strict=True):
        _take(enrollment, *step, at=moment)
    if how_far == FAILED:
        lesson, check = _first_check(outline)
        answer_check(enrollment, lesson, check, is_right=False, at=story.ends_at)


def _chosen(outline: Outline, how_far: int | str) -> list[Step]:
    steps = list(_steps(outline))
    if how_far == COMPLETE:
        return steps
    if how_far == LAST:
        return steps[:-1]
    if how_far == FAILED:
        return steps[: steps.index(_first_check(outline))]
    if how_far == WITHDRAWN:
        return steps[:1]
    count = int(how_far) if how_far != NEW else 0
    keys = [lesson.key for lesson in outline.lessons()][:count]
    return [step for step in steps if step[0].key in keys]


def _steps(outline: Outline) -> Iterator[Step]:
    """What a reader does in order. The last deed of a lesson records its reading too.

    Who came to a session stands elsewhere (`live`), and a check about its recording waits for it.
    """
    for lesson in outline.lessons():
        deeds = [activity for activity in lesson.activities if activity.kind != LESSON]
        if any(activity.kind in ELSEWHERE for activity in deeds):
            continue
        for activity in deeds or lesson.activities:
            yield lesson, activity


def _first_check(outline: Outline) -> Step:
    return next(step for step in _steps(outline) if step[1].kind == CHECK)


def _take(enrollment: Enrollment, lesson: Lesson, activity: Activity, *, at: datetime) -> None:
    if activity.kind == CHECK:
        answer_check(enrollment, lesson, activity, is_right=True, at=at)
    else:
        record_progress(
            enrollment=enrollment,
            lesson_key=lesson.key,
            activity_key=activity.key,
            kind=KIND_OF[activity.kind],
            at=at,
        )


@dataclass(frozen=True, slots=True)
class _Story:
    """When this person enrolled in the run and until when they were at it."""

    enrolled_at: datetime
    begins_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, run: CourseRun, person: LearnerEntry, *, now: datetime) -> _Story:
        opens = run.opens_at or now
        if run.is_always_open:
            opens = max(opens, now - timedelta(days=40))
        closes = min(run.closes_at or now, now)
        # Somewhere in the time of enrollment, for each person elsewhere and always the same.
        share = (sum(person.email.encode()) % 60 + 10) / 100
        enrolled = opens + (closes - opens) * share
        begins = max(enrolled, run.starts_at or enrolled)
        return cls(enrolled, begins, max(begins, min(run.ends_at or now, now)))

    def moments(self, count: int) -> list[datetime]:
        """So many moments, evenly spread."""
        pace = (self.ends_at - self.begins_at) / (count + 1)
        return [self.begins_at + pace * place for place in range(1, count + 1)]
