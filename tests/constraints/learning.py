"""What breaks the constraints of `learning`."""

from __future__ import annotations

import uuid

from learning.models import (
    ActivityResult,
    Application,
    CourseInterest,
    InvitationCode,
    Reminder,
    ResultKind,
    WaitingPlace,
)
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner


def waiting_place() -> WaitingPlace:
    return WaitingPlace.objects.create(learner=make_learner(), run=make_run(), joined_at=NOW)


def reminder() -> Reminder:
    return Reminder.objects.create(enrollment=make_enrollment(), key="stopped", sent_at=NOW)


def application() -> Application:
    return Application.objects.create(learner=make_learner(), run=make_run(), applied_at=NOW)


def code() -> InvitationCode:
    return InvitationCode.objects.create(
        run=make_run(), code="ABCDEFGH", uses_allowed=2, created_at=NOW
    )


def interest() -> CourseInterest:
    return CourseInterest.objects.create(
        course=make_run().course, user=make_learner(), asked_at=NOW
    )


def fact() -> ActivityResult:
    return ActivityResult.objects.create(
        enrollment=make_enrollment(),
        lesson_key=uuid.uuid4(),
        kind=ResultKind.LESSON,
        recorded_at=NOW,
    )


BREAKS: dict[str, Break] = {
    "learning_enrollment_once_per_run": copy(make_enrollment),
    "learning_enrollment_percent_at_most_100": change(make_enrollment, percent=101),
    "learning_enrollment_completed_has_rule": change(make_enrollment, completed_at=NOW),
    "learning_waitingplace_once_while_open": copy(waiting_place),
    "learning_waitingplace_offer_has_deadline": change(waiting_place, offered_at=NOW),
    "learning_waitingplace_end_is_said": change(waiting_place, ended_at=NOW),
    "learning_application_once_per_run": copy(application),
    "learning_application_decided_has_a_time": change(application, decided_at=NOW),
    "learning_invitationcode_used_within_limit": change(code, used_count=3),
    "learning_courseinterest_once_while_open": copy(interest),
    "learning_reminder_once_per_key": copy(reminder),
    "learning_activityresult_once_while_valid": copy(fact),
    "learning_activityresult_void_has_reason": change(fact, voided_at=NOW),
}
