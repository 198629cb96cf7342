"""The mails that `learning` sends: one function each. Queued in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from core.moments import say_for
from courses.models import Course, CourseRun
from courses.run_address import run_address
from learning.course_titles import course_title, course_titles, titles_of
from learning.models import Application, ApplicationState, Enrollment, WaitingPlace
from learning.programme_mails import courses_of
from learning.schedule import Reminder, deadline_of
from mail.actions import queue_delivery
from mail.queueing import Letter, queue_many
from users.inviting import password_link
from users.models import User

CONFIRMATION = "enrollment_confirmed"
REMINDER = "course_reminder"
APPLICATION_ASKED = "application_asked"
SEAT_OFFERED, SEAT_LAPSED = "seat_offered", "seat_lapsed"
TOO_FEW = "run_below_minimum"
# Filled in when the mail is rendered.
REMINDERS_OFF = "/{language}/reminders/{token}/off/"
APPLICATIONS_OFF = "/{language}/applications/{token}/off/"


def confirm_enrollment(enrollment: Enrollment) -> None:
    """Tell the learner that they are in, when it starts and where. Once for each enrolling."""
    learner = enrollment.learner
    title = course_title(enrollment, learner.language)
    _send(
        learner,
        key=_key(enrollment),
        template=CONFIRMATION,
        context=confirmation_values(enrollment, title) | courses_of([enrollment])[learner.pk],
    )


def announce_enrollments(enrollments: Iterable[Enrollment], *, at: datetime) -> None:
    """Tell people of one run, whom somebody else enrolled, that they are in.

    Who has no password yet gets the link to choose one in the same mail. A few queries, and two
    for each such link.
    """
    rows = list(enrollments)
    if rows:
        titles = course_titles(rows[0].run.course)
        courses = courses_of(rows)
        queue_many(
            _announcement(enrollment, titles, courses[enrollment.learner_id], at)
            for enrollment in rows
        )


def _announcement(
    enrollment: Enrollment, titles: dict[str, str], courses: dict[str, Any], at: datetime
) -> Letter:
    learner = enrollment.learner
    title = titles.get(learner.language, enrollment.run.course.title)
    values = confirmation_values(enrollment, title) | courses
    if learner.has_usable_password():
        return Letter(_key(enrollment), CONFIRMATION, learner, values)
    with override(learner.language):
        reset_link = settings.LMS_SITE_URL + reverse("account_reset_password")
    return Letter(
        key=_key(enrollment),
        template="enrollment_invitation",
        user=learner,
        context={**values, "link": password_link(learner), "reset_link": reset_link},
        secret_until=at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


def offer_seats(places: Iterable[WaitingPlace]) -> None:
    """Tell people of one run that a seat is kept for them, and until when. Once for each place."""
    _tell_waiting(list(places), SEAT_OFFERED)


def tell_lapsed(places: Iterable[WaitingPlace]) -> None:
    """Tell people of one run that the seat went on. Once for each place."""
    _tell_waiting(list(places), SEAT_LAPSED)


def _tell_waiting(places: list[WaitingPlace], template: str) -> None:
    titles = course_titles(places[0].run.course)
    queue_many(
        Letter(
            key=f"{template.replace('_', '-')}:{place.pk}",
            template=template,
            user=place.learner,
            context=waiting_values(place, titles),
        )
        for place in places
    )


def waiting_values(place: WaitingPlace, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the texts about an offer say, in the learner's language and zone. No query."""
    learner, run, until = place.learner, place.run, place.offer_ends_at
    with override(learner.language):
        return {
            "name": learner.name,
            "course": titles.get(learner.language, run.course.title),
            "provider": run.course.provider.name,
            "until": say_for(until, host_zone=run.time_zone, reader_zone=learner.time_zone)
            if until
            else "",
            "link": settings.LMS_SITE_URL + reverse("learning:waiting", args=[run.slug]),
        }


def remind(chosen: Sequence[tuple[Enrollment, Reminder]]) -> None:
    """One mail for each. Two queries, however many courses they are about."""
    titles = titles_of({enrollment.run.course.key for enrollment, _reminder in chosen})
    queue_many(
        Letter(
            key=f"reminder:{enrollment.pk}:{reminder.key}",
            template=REMINDER,
            user=enrollment.learner,
            context=reminder_values(enrollment, reminder, titles),
        )
        for enrollment, reminder in chosen
    )


def reminder_values(
    enrollment: Enrollment, reminder: Reminder, titles: Mapping[UUID, Mapping[str, str]]
) -> dict[str, Any]:
    """What the text says, in the learner's language and zone. `titles` by course and language."""
    learner, run = enrollment.learner, enrollment.run
    deadline = deadline_of(run, enrollment.extended_until)
    with override(learner.language):
        return {
            "reason": reminder.reason.value,
            "name": learner.name,
            "course": titles.get(run.course.key, {}).get(learner.language, run.course.title),
            "provider": run.course.provider.name,
            "percent": enrollment.percent,
            "deadline": say_for(deadline, host_zone=run.time_zone, reader_zone=learner.time_zone)
            if deadline
            else "",
            "link": settings.LMS_SITE_URL + reverse("learning:resume", args=[run.slug]),
            "unsubscribe_path": REMINDERS_OFF,
        }


def tell_cancelled(run: CourseRun, people: Iterable[User], reason: str) -> None:
    """The run does not take place, and why. Once for each person. Two queries."""
    titles = course_titles(run.course)
    queue_many(
        Letter(
            key=f"run-cancelled:{run.pk}:{person.pk}",
            template="run_cancelled",
            user=person,
            context=_about(run, person, titles, "learning:course", reason=reason),
        )
        for person in people
    )


def tell_retired(course: Course, people: Iterable[tuple[CourseRun, User]]) -> None:
    """It takes nobody new, and why: to each who waited, once for each time it is retired."""
    titles = course_titles(course)
    queue_many(
        Letter(
            key=f"course-retired:{course.pk}:{course.retired_at:%Y%m%dT%H%M%S%f}:{person.pk}",
            template="course_retired",
            user=person,
            context=_about(run, person, titles, "learning:course", reason=course.retired_reason),
        )
        for run, person in people
    )


def warn_team(run: CourseRun, people: Iterable[User], enrolled: int) -> None:
    """There are too few people on the day of the decision. Once for each person and date."""
    titles = course_titles(run.course)
    queue_many(
        Letter(
            key=f"run-below-minimum:{run.pk}:{run.decide_at:%Y%m%dT%H%M}:{person.pk}",
            template=TOO_FEW,
            user=person,
            context=minimum_values(run, person, titles, enrolled=enrolled),
        )
        for person in people
    )


def minimum_values(
    run: CourseRun, person: User, titles: Mapping[str, str], *, enrolled: int
) -> dict[str, Any]:
    """What the text to the team says, in the language of this person. No query."""
    return {
        **_about(run, person, titles, "learning:course"),
        "enrolled": enrolled,
        "minimum": run.minimum,
        "link": settings.LMS_SITE_URL + run_address(run),
    }


def tell_team_who_asks(
    run: CourseRun, people: Iterable[User], *, waiting: int, at: datetime
) -> None:
    """How many applications wait. Once for each person and moment; they end it by one click."""
    titles = course_titles(run.course)
    queue_many(
        Letter(
            key=f"application-asked:{run.pk}:{at:%Y%m%dT%H%M%S%f}:{person.pk}",
            template=APPLICATION_ASKED,
            user=person,
            context={
                **_about(run, person, titles, "learning:course"),
                "waiting": waiting,
                "link": settings.LMS_SITE_URL + run_address(run),
                "unsubscribe_path": APPLICATIONS_OFF,
            },
        )
        for person in people
    )


def _about(
    run: CourseRun, person: User, titles: Mapping[str, str], address: str, **more: Any
) -> dict[str, Any]:
    with override(person.language):
        return {
            "name": person.name,
            "course": titles.get(person.language, run.course.title),
            "provider": run.course.provider.name,
            "run": run.title,
            "link": settings.LMS_SITE_URL + reverse(address, args=[run.slug]),
            **more,
        }


def tell_runs_again(run: CourseRun, people: Iterable[tuple[int, User]]) -> None:
    """Tell them that one can enroll again. Once for each id of their interest. One query."""
    titles = course_titles(run.course)
    queue_many(
        Letter(
            key=f"runs-again:{pk}",
            template="course_runs_again",
            user=person,
            context=_again_values(run, person, titles),
        )
        for pk, person in people
    )


def _again_values(run: CourseRun, person: User, titles: dict[str, str]) -> dict[str, Any]:
    starts = run.starts_at or run.opens_at
    with override(person.language):
        return {
            "name": person.name,
            "course": titles.get(person.language, run.course.title),
            "provider": run.course.provider.name,
            "starts": say_for(starts, host_zone=run.time_zone, reader_zone=person.time_zone)
            if starts
            else "",
            "link": settings.LMS_SITE_URL + reverse("learning:enroll", args=[run.slug]),
        }


def tell_decision(application: Application) -> None:
    """No, with the reason; or yes, and that all seats are taken. Once for each time of asking."""
    learner, run = application.learner, application.run
    with override(learner.language):
        context = {
            "name": learner.name,
            "course": course_titles(run.course).get(learner.language, run.course.title),
            "provider": run.course.provider.name,
            "is_accepted": application.state == ApplicationState.ACCEPTED,
            "reason": application.reason,
            "link": settings.LMS_SITE_URL + reverse("learning:enroll", args=[run.slug]),
        }
    _send(
        learner,
        key=f"application:{application.pk}:{application.applied_at:%Y%m%dT%H%M%S%f}",
        template="application_decided",
        context=context,
    )


def tell_extension(enrollment: Enrollment) -> None:
    """Tell a learner until when they have time now. Once for each such moment."""
    learner, run, until = enrollment.learner, enrollment.run, enrollment.extended_until
    if until is None:
        return
    with override(learner.language):
        context = {
            "name": learner.name,
            "course": course_title(enrollment, learner.language),
            "provider": run.course.provider.name,
            "until": say_for(until, host_zone=run.time_zone, reader_zone=learner.time_zone),
            "link": settings.LMS_SITE_URL + reverse("learning:resume", args=[run.slug]),
        }
    _send(
        learner,
        key=f"deadline-extended:{enrollment.pk}:{until:%Y%m%dT%H%M%z}",
        template="deadline_extended",
        context=context,
    )


def _send(learner: User, *, key: str, template: str, context: dict[str, Any]) -> None:
    """In their language, to the address that they have now."""
    queue_delivery(
        key=key,
        template=template,
        language=learner.language,
        to_email=learner.email,
        to_name=learner.name,
        user=learner,
        context=context,
    )


def _key(enrollment: Enrollment) -> str:
    return f"enrollment:{enrollment.pk}:{enrollment.enrolled_count}"


def confirmation_values(enrollment: Enrollment, title: str) -> dict[str, Any]:
    """What the texts say, in the learner's language and zone. No query."""
    learner, run = enrollment.learner, enrollment.run
    starts = run.starts_at or run.opens_at
    with override(learner.language):
        return {
            "name": learner.name,
            "course": title,
            "provider": run.course.provider.name,
            "starts": say_for(starts, host_zone=run.time_zone, reader_zone=learner.time_zone)
            if starts
            else "",
            "is_return": enrollment.enrolled_count > 1,
            "link": settings.LMS_SITE_URL + reverse("learning:resume", args=[run.slug]),
        }
