"""What the dashboard shows: the next thing to do, what is under way, later and finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from certificates.models import Certificate
from core.moments import say_for
from learning.models import Enrollment
from learning.standing import Standing, read_standing
from users.models import User

from .faces import CourseFace, Faces
from .my_seats import SeatLine, Seats
from .my_sessions import ComingSession, read_next_session


@dataclass(frozen=True, slots=True)
class CourseLine:
    """`starts`: when it starts, in the reader's time, or "" where nobody knows yet."""

    enrollment: Enrollment
    face: CourseFace
    provider_name: str
    run_slug: str
    percent: int
    has_ended: bool
    starts: str


@dataclass(frozen=True, slots=True)
class NextStep:
    line: CourseLine
    lesson_slug: str
    lesson_title: str
    lesson_language: str
    module_title: str
    minutes: int
    done_count: int
    required_count: int
    percent: int
    is_closed: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate with the run in which it was earned, for the way back into its lessons."""

    certificate: Certificate
    run_slug: str


@dataclass(frozen=True, slots=True)
class MyLearning:
    """`awaiting`: completed, and the certificate is not there yet.

    A completed course stands in one of `awaiting`, `finished` (it gives none) and `certified`.
    """

    seats: tuple[SeatLine, ...]
    next_session: ComingSession | None
    next_step: NextStep | None
    under_way: tuple[CourseLine, ...]
    later: tuple[CourseLine, ...]
    awaiting: tuple[CourseLine, ...]
    finished: tuple[CourseLine, ...]
    certified: tuple[Certified, ...]

    @property
    def offered(self) -> tuple[SeatLine, ...]:
        """What can be taken now."""
        return tuple(line for line in self.seats if line.is_offered)

    @property
    def queued(self) -> tuple[SeatLine, ...]:
        return tuple(line for line in self.seats if not line.is_offered)

    @property
    def is_empty(self) -> bool:
        return not (
            self.seats
            or self.under_way
            or self.later
            or self.awaiting
            or self.finished
            or self.certified
        )


def read_my_learning(*, user: User, at: datetime) -> MyLearning:
    """Eight queries: enrollments, seats that one waits or asks for, course pages, certificates; the
    sessions to come; facts and lessons of the next step.

    One more for each picture that has no rendition yet, and `learning.standing` may add one.
    """
    enrollments = list(
        Enrollment.objects.visible_to(user)
        .active()
        .with_outline()
        .select_related("run__course__provider")
        .order_by(F("last_active_at").desc(nulls_last=True), "-enrolled_at")
    )
    certificates = tuple(Certificate.objects.visible_to(user).current().order_by("-issued_at"))
    seats = Seats.of(user, at=at)
    runs = [*(enrollment.run for enrollment in enrollments), *seats.runs()]
    faces = Faces(run.course for run in runs)
    lines = [_line(enrollment, faces, user, at) for enrollment in enrollments]
    slugs = {enrollment.pk: enrollment.run.slug for enrollment in enrollments}
    certified = {certificate.enrollment_id for certificate in certificates}
    completed = [line for line in lines if line.enrollment.completed_at]
    open_lines = [line for line in lines if not line.enrollment.completed_at]
    under_way = [line for line in open_lines if line.enrollment.run.has_started(at=at)]
    without = [line for line in completed if line.enrollment.pk not in certified]
    return MyLearning(
        seats=seats.lines(faces, user, at=at),
        next_session=read_next_session([each.run for each in enrollments], faces, user, at=at),
        next_step=_next_step(under_way, user, at),
        under_way=tuple(under_way),
        later=tuple(line for line in open_lines if line not in under_way),
        awaiting=tuple(line for line in without if line.enrollment.run.course.is_certifying),
        finished=tuple(line for line in without if not line.enrollment.run.course.is_certifying),
        certified=tuple(
            Certified(each, slugs.get(each.enrollment_id, "")) for each in certificates
        ),
    )


def _line(enrollment: Enrollment, faces: Faces, user: User, at: datetime) -> CourseLine:
    run = enrollment.run
    starts_at = run.starts_at or run.opens_at
    return CourseLine(
        enrollment=enrollment,
        face=faces.of(run.course),
        provider_name=run.course.provider.name,
        run_slug=run.slug,
        percent=enrollment.percent,
        has_ended=run.ends_at is not None and at >= run.ends_at,
        starts=say_for(starts_at, host_zone=run.time_zone, reader_zone=user.time_zone)
        if starts_at
        else "",
    )


def _next_step(under_way: list[CourseLine], user: User, at: datetime) -> NextStep | None:
    """The lesson to go on with, in the course where the reader was last and that has not ended."""
    line = next((line for line in under_way if not line.has_ended), None)
    if line is None:
        return None
    standing = read_standing(line.enrollment)
    return _step_of(line, standing, user, at)


def _step_of(line: CourseLine, standing: Standing, user: User, at: datetime) -> NextStep | None:
    lesson = standing.next_lesson(at=at)
    if lesson is None:
        return None
    titles = standing.course_map.titles
    title, language = titles.get(lesson.key, (lesson.title, line.face.language))
    module = next((module for module in standing.outline.modules if lesson in module.lessons), None)
    return NextStep(
        line=line,
        lesson_slug=lesson.slug,
        lesson_title=title,
        lesson_language=language,
        module_title=standing.course_map.title(module.key, module.title) if module else "",
        minutes=lesson.minutes,
        done_count=standing.progress.done_count,
        required_count=standing.progress.required_count,
        percent=standing.progress.percent,
        is_closed=not standing.is_released(lesson.key, at=at),
        opens=_opens(standing, lesson.key, user, at),
    )


def _opens(standing: Standing, lesson_key: str, user: User, at: datetime) -> str:
    """When a closed lesson opens; empty where another has to be done before."""
    opening = standing.openings.get(lesson_key)
    if opening is None or opening.at is None or opening.is_open(at=at):
        return ""
    host = standing.enrollment.run.time_zone
    return say_for(opening.at, host_zone=host, reader_zone=user.time_zone)
