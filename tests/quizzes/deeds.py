"""What staff do about attempts, and what counts as passed."""

from datetime import timedelta

from learning.models import ActivityResult, ResultKind
from quizzes.actions import reset_attempts
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.quizzes import check_of, lesson_with_check

LATER = NOW + timedelta(hours=1)


def reset(enrollment, *, reason="Power cut", by=None):
    return reset_attempts(
        enrollment=enrollment,
        lesson_key=lesson_with_check(enrollment).key,
        activity_key=check_of(enrollment).key,
        by=by or make_learner(),
        reason=reason,
        at=LATER,
    )


def checks_passed(enrollment):
    return ActivityResult.objects.valid().filter(enrollment=enrollment, kind=ResultKind.CHECK)
