"""What the sample learners say of the course that they have completed. Everything is invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from courses.models import CourseRun
from feedback.actions import give_feedback
from feedback.models import COURSE
from learning.models import Enrollment
from users.models import User

# Five of them and more: about fewer nothing is shown.
ANSWERS: tuple[dict[str, int | str], ...] = (
    {"useful": 5, "clear": 4, "effort": 5, "words": "The lessons are short enough for a bus ride."},
    {"useful": 4, "clear": 5, "effort": 4, "words": "More examples from small towns, please."},
    {"useful": 4, "clear": 4, "effort": 3, "words": "The check at the end is a good summary."},
    {"useful": 5, "clear": 3, "effort": 4, "words": "The second drawing could be larger."},
    {"useful": 3, "clear": 4, "effort": 5, "words": "I would like to talk to others about it."},
    {"useful": 4, "clear": 5, "effort": 4, "words": "Keep the length as it is."},
)


def answer_forms(run: CourseRun, learners: Iterable[User], *, at: datetime) -> None:
    """Those of these people who have completed the run, one after the other."""
    done = Enrollment.objects.filter(
        run=run, learner__in=list(learners), completed_at__isnull=False
    )
    for enrollment, answers in zip(done.order_by("pk"), ANSWERS, strict=False):
        give_feedback(enrollment=enrollment, lesson_key=COURSE, answers=answers, at=at)
