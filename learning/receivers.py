"""What `learning` answers when an app below asks or announces something. Wired in `apps.py`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.doorbell import wake
from courses.models import Course, CourseFormat, CourseRun, Release
from courses.protected import Shown
from learning.actions.completing import forget_percent
from learning.actions.extending import stop_reminders
from learning.actions.moving_up import move_up
from learning.actions.retiring import end_queues
from learning.actions.team_mails import stop_application_mails
from learning.mails import APPLICATION_ASKED, REMINDER
from learning.models import (
    ActivityResult,
    Application,
    ApplicationState,
    CourseInterest,
    Enrollment,
    NoApplicationMails,
    NoReminders,
    Reminder,
    WaitingEnd,
    WaitingPlace,
)
from learning.standing import read_standing

if TYPE_CHECKING:
    from mail.models import Delivery
    from users.models import User


def has_enrollments(course: Course) -> bool:
    """Whether learners hang on this course: then its author decides when a change counts."""
    return Enrollment.objects.filter(run__course=course).exists()


def may_read_files(user: User, shown: Shown) -> bool:
    """Whoever may open one of these lessons may read the files shown in it.

    One query; where modules open one after the other, those of `read_standing` too.
    """
    enrollments = Enrollment.objects.visible_to(user).active().with_outline()
    now = timezone.now()
    return any(
        _opens_one(enrollment, shown[enrollment.run.course.key], at=now)
        for enrollment in enrollments.filter(run__course__key__in=list(shown))
        if enrollment.run.has_started(at=now)
    )


def _opens_one(enrollment: Enrollment, lesson_keys: frozenset[str], *, at: datetime) -> bool:
    if enrollment.run.release == Release.ALL:
        return True
    standing = read_standing(enrollment)
    return any(standing.is_released(key, at=at) for key in lesson_keys)


def course_changed(sender: type[Course], course: Course, **kwargs: Any) -> None:
    """Percentages follow the new outline soon; the sweep finds them if this ring is lost.

    A programme may name a course that people have completed.
    """
    wake("learning.refresh_percentages")
    if course.format == CourseFormat.PROGRAMME:
        wake("learning.credit_parts")


def part_completed(sender: type[Enrollment], enrollment: Enrollment, **kwargs: Any) -> None:
    """Programmes that name this course count it soon; the sweep finds it if this ring is lost."""
    if enrollment.run.course.format != CourseFormat.PROGRAMME:
        wake("learning.credit_parts")


def run_changed(
    sender: type[CourseRun], run: CourseRun, changed: frozenset[str], at: datetime, **kwargs: Any
) -> None:
    """Seats that got free, or enrollment that opened, are offered at once. The run is locked.

    Where it asks for another part of its outline than before, percentages follow soon.
    """
    if "dropped" in changed:
        forget_percent(Enrollment.objects.filter(run=run), at=at)
        wake("learning.refresh_percentages")
    if run.cancelled_at is None:  # else whoever waits is told of that
        move_up(run, at=at)


def course_retired(
    sender: type[Course], course: Course, runs: list[CourseRun], at: datetime, **kwargs: Any
) -> None:
    """Nobody waits for a seat that nobody gets. The runs are locked."""
    end_queues(course=course, runs=runs, at=at)


def tell_personal_data(sender: object, user: User, **kwargs: Any) -> tuple[str, list[dict]]:
    """Enrollments with every fact, also the voided ones."""
    enrollments = Enrollment.objects.filter(learner=user).select_related("run__course")
    results: dict[int, list[dict[str, Any]]] = {}
    for result in ActivityResult.objects.filter(enrollment__learner=user):
        results.setdefault(result.enrollment_id, []).append(
            {
                "lesson": str(result.lesson_key),
                "activity": result.activity_key,
                "kind": result.kind,
                "recorded_at": result.recorded_at.isoformat(),
                "voided_at": result.voided_at and result.voided_at.isoformat(),
                "void_reason": result.void_reason,
            }
        )
    rows = [
        {
            "course": enrollment.run.course.title,
            "run": enrollment.run.slug,
            "enrolled_at": enrollment.enrolled_at.isoformat(),
            "withdrawn_at": enrollment.withdrawn_at and enrollment.withdrawn_at.isoformat(),
            "completed_at": enrollment.completed_at and enrollment.completed_at.isoformat(),
            "country": enrollment.country,
            "affiliation_kind": enrollment.affiliation_kind,
            "percent": enrollment.percent,
            "extended_until": enrollment.extended_until and enrollment.extended_until.isoformat(),
            "certificate_note": enrollment.certificate_note,
            "results": results.get(enrollment.pk, []),
        }
        for enrollment in enrollments
    ]
    return ("enrollments", rows)


def reader_unsubscribes(delivery: Delivery, at: datetime, **kwargs: Any) -> None:
    """The ledger's `unsubscribe_received`: a mail to the address of RFC 2369, or the provider's."""
    stops = {REMINDER: stop_reminders, APPLICATION_ASKED: stop_application_mails}
    stop = stops.get(delivery.template)
    if stop is not None and delivery.user is not None:
        stop(user=delivery.user, at=at)


def tell_reminders(sender: object, user: User, **kwargs: Any) -> tuple[str, list[dict]]:
    """Which reminders went, and since when they want none."""
    rows: list[dict[str, Any]] = [
        {
            "course": reminder.enrollment.run.course.title,
            "why": reminder.key,
            "sent_at": reminder.sent_at.isoformat(),
        }
        for reminder in Reminder.objects.filter(enrollment__learner=user).select_related(
            "enrollment__run__course"
        )
    ]
    choices = NoReminders.objects.filter(user=user)
    rows += [{"wants_none_since": choice.since.isoformat()} for choice in choices]
    team_choices = NoApplicationMails.objects.filter(user=user)
    rows += [
        {"wants_no_mails_about_applications_since": choice.since.isoformat()}
        for choice in team_choices
    ]
    return ("reminders", rows)


def tell_applications(sender: object, user: User, **kwargs: Any) -> tuple[str, list[dict]]:
    """Where they asked for a seat, what they answered, and how it ended."""
    rows = Application.objects.filter(learner=user).select_related("run__course")
    found = [
        {
            "course": row.run.course.title,
            "run": row.run.slug,
            "answers": row.answers,
            "state": row.state,
            "reason": row.reason,
            "applied_at": row.applied_at.isoformat(),
        }
        for row in rows
    ]
    return ("applications", found)


def tell_interests(sender: object, user: User, **kwargs: Any) -> tuple[str, list[dict]]:
    """Of which courses they want to hear when they run again."""
    rows = [
        {
            "course": row.course.title,
            "asked_at": row.asked_at.isoformat(),
            "told_at": row.told_at and row.told_at.isoformat(),
        }
        for row in CourseInterest.objects.filter(user=user).select_related("course")
    ]
    return ("course_interests", rows)


def tell_waiting(sender: object, user: User, **kwargs: Any) -> tuple[str, list[dict]]:
    """Where they waited for a seat, and how that ended."""
    places = WaitingPlace.objects.filter(learner=user).select_related("run__course")
    rows = [
        {
            "course": place.run.course.title,
            "run": place.run.slug,
            "joined_at": place.joined_at.isoformat(),
            "offered_at": place.offered_at and place.offered_at.isoformat(),
            "offer_ends_at": place.offer_ends_at and place.offer_ends_at.isoformat(),
            "ended_at": place.ended_at and place.ended_at.isoformat(),
            "end": place.end,
        }
        for place in places
    ]
    return ("waiting_places", rows)


def erase_person(sender: object, user: User, at: datetime, **kwargs: Any) -> None:
    """The rows stay, with country and kind, and name nobody; what people wrote of them goes."""
    Enrollment.objects.filter(learner=user).update(certificate_note="")
    results = ActivityResult.objects.filter(enrollment__learner=user)
    results.exclude(detail={}).update(detail={})
    results.exclude(void_reason="").update(void_reason="-")
    NoReminders.objects.filter(user=user).delete()
    NoApplicationMails.objects.filter(user=user).delete()
    CourseInterest.objects.filter(user=user).delete()
    applications = Application.objects.filter(learner=user)
    applications.update(answers=[], reason="")
    pending = applications.filter(state=ApplicationState.PENDING)
    pending.update(state=ApplicationState.WITHDRAWN)
    _forget_reasons(user)
    # Their seats are free: the sweep, which may lock a run, offers them.
    waiting = WaitingPlace.objects.filter(learner=user, ended_at=None)
    waiting.update(ended_at=at, end=WaitingEnd.LEFT)
    wake("learning.move_up_waiting")


def _forget_reasons(user: User) -> None:
    """The log keeps that staff did something, when and who; not what they wrote about it."""
    enrollments = Enrollment.objects.filter(learner=user).values_list("pk", flat=True)
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Enrollment),
        object_id__in=[str(pk) for pk in enrollments],
        data__has_key="reason",
    )
    for pk, data in entries.values_list("pk", "data"):
        ModelLogEntry.objects.filter(pk=pk).update(data={**data, "reason": "-"})
