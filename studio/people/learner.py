"""One learner in a run, as whoever helps them sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.models import CourseRun
from learning.models import Enrollment
from learning.standing import Standing, read_standing

from .attended import Attended, read_attended
from .history import CheckLines, Entry, MailLine, read_attempts, read_log, read_mails
from .path import LessonLines, read_path
from .roster import Show, state_of


@dataclass(frozen=True, slots=True)
class Learner:
    """`other_runs`: where they may be moved to. `at_lesson`: where they were last."""

    standing: Standing
    state: Show | None
    at_lesson: str
    lessons: tuple[LessonLines, ...]
    checks: tuple[CheckLines, ...]
    other_runs: tuple[CourseRun, ...]
    mails: tuple[MailLine, ...] = ()
    log: tuple[Entry, ...] = ()
    attended: tuple[Attended, ...] = ()

    @property
    def enrollment(self) -> Enrollment:
        return self.standing.enrollment

    def check(self, lesson_key: str, activity_key: str) -> CheckLines | None:
        wanted = (lesson_key, activity_key)
        found = (each for each in self.checks if (each.lesson_key, each.activity_key) == wanted)
        return next(found, None)

    def can_take_back(self, lesson_key: str) -> bool:
        return any(each.can_be_taken_back for each in self.lessons if each.key == lesson_key)


def read_learner(enrollment: Enrollment, *, at: datetime, with_history: bool = True) -> Learner:
    """For an enrollment read `with_outline()` and with its learner.

    Facts, and once more with who; attempts; other runs; of the history mails, log, sessions and
    their proofs. Eight queries, and what `read_standing` and `read_attended` may add.
    """
    standing = read_standing(enrollment, language=enrollment.run.course.source_language)
    runs = enrollment.run.course.runs.filter(archived_at=None, cancelled_at=None)
    runs = runs.exclude(pk=enrollment.run_id)
    return Learner(
        standing=standing,
        state=state_of(enrollment, at=at),
        at_lesson=standing.course_map.title(str(enrollment.last_lesson_key), ""),
        lessons=read_path(standing),
        checks=read_attempts(standing),
        other_runs=tuple(runs.select_related("course")),
        mails=read_mails(enrollment) if with_history else (),
        log=read_log(standing) if with_history else (),
        attended=read_attended(enrollment, at=at) if with_history else (),
    )
