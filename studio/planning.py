"""Publish later: what was looked at is published at its hour, or its planner is told why not."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from core.moments import zone_of
from courses.actions import Audience
from courses.compiling import OutlineRefused
from courses.drafts import LOOK_AGAIN, DraftsChanged
from courses.models import Course, PlannedPublication, Provider
from mail.queueing import Letter, queue_many
from studio.moderation import approve, find_submission, publish_and_tell
from studio.trust import NotTrusted, publish_by_trust

if TYPE_CHECKING:
    from users.models import User

logger = logging.getLogger(__name__)


class PlanRefused(ValueError):
    """The text says what to do first."""


def find_plan(course: Course) -> PlannedPublication | None:
    """What waits for its hour. A query."""
    plans = PlannedPublication.objects.open().filter(course=course)
    return plans.select_related("planned_by").first()


def say_moment(at: datetime, zone: str) -> str:
    """For example "1 December 2026, 09:00 (Seoul)"."""
    there = at.astimezone(zone_of(zone))
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{date_format(there, 'DATE_FORMAT')}, {there:%H:%M} ({city})"


@transaction.atomic
def plan_publication(
    course: Course, *, at: datetime, by: User, seen: Mapping[int, str], **values: Any
) -> PlannedPublication:
    """Publish at `at` what was seen. Raises PlanRefused where something is planned already.

    `values`: of the fields of the plan.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    if find_plan(course) is not None:
        raise PlanRefused(_("A publication is planned already. Cancel it first."))
    plan = PlannedPublication.objects.create(
        course=course,
        at=at,
        time_zone=by.time_zone,
        planned_by=by,
        seen={str(pk): mark for pk, mark in seen.items()},
        **values,
    )
    log(course, "courses.plan_publication", user=by, data={"at": at.isoformat()})
    return plan


def may_cancel(plan: PlannedPublication, by: User) -> bool:
    """Whoever publishes every course; of a plan of an author, whoever writes the course with them.

    Three queries at most.
    """
    courses = Course.objects.filter(pk=plan.course_id)
    if courses.reviewable_by(by).exists():
        return True
    is_authors = not courses.reviewable_by(plan.planned_by).exists()
    return is_authors and courses.editable_by(by).exists()


@transaction.atomic
def cancel_plan(course: Course, *, by: User, at: datetime) -> bool:
    """False where nothing waits. Under the lock on the course, as its publication is."""
    Course.objects.select_for_update().get(pk=course.pk)
    waiting = PlannedPublication.objects.open().filter(course=course)
    if not waiting.update(cancelled_at=at):
        return False
    log(course, "courses.cancel_publication", user=by)
    return True


def publish_due(*, at: datetime) -> int:
    """Publish what is due. Returns how many were. Twice, or twice at once, publishes each once.

    What changed since it was looked at is not published: its plan ends, and its planner is told.
    """
    due = PlannedPublication.objects.open().filter(at__lte=at)
    count = 0
    for pk in list(due.order_by("at").values_list("pk", flat=True)):
        try:
            count += _publish(pk, at)
        except Exception:  # whatever is wrong with one, the others wait behind it
            logger.exception("The planned publication %s failed", pk)
    return count


@transaction.atomic
def _publish(pk: int, at: datetime) -> bool:
    plan = PlannedPublication.objects.select_related("course", "planned_by").get(pk=pk)
    # In the order in which `publish_by_trust` locks, so that neither waits for the other for ever.
    Provider.objects.select_for_update().get(pk=plan.course.provider_id)
    Course.objects.select_for_update().get(pk=plan.course_id)
    if not PlannedPublication.objects.open().filter(pk=pk).exists():
        return False
    try:
        with transaction.atomic():
            _act(plan, at)
    except (DraftsChanged, NotTrusted, OutlineRefused, PlanRefused) as refusal:
        PlannedPublication.objects.filter(pk=pk).update(cancelled_at=at, problem=str(refusal))
        _tell(plan)
        return False
    PlannedPublication.objects.filter(pk=pk).update(done_at=at)
    return True


def _act(plan: PlannedPublication, at: datetime) -> None:
    course, by = plan.course, plan.planned_by
    if not Course.objects.reviewable_by(by).filter(pk=course.pk).exists():
        _act_by_trust(plan, at)
        return
    submission = find_submission(course)
    if (str(submission.pk) if submission else "") != plan.review:
        raise DraftsChanged(LOOK_AGAIN)
    seen = {int(pk): mark for pk, mark in plan.seen.items()}
    audience = Audience(plan.audience)
    if plan.review:
        approve(
            course,
            by=by,
            audience=audience,
            seen=seen,
            arrangement=plan.arrangement,
            note=plan.note,
        )
        return
    publish_and_tell(
        course,
        note=plan.note,
        by=by,
        audience=audience,
        page_ids=plan.page_ids,
        seen=seen,
        with_arrangement=plan.with_arrangement,
        arrangement_seen=plan.arrangement,
    )


def _act_by_trust(plan: PlannedPublication, at: datetime) -> None:
    """By the rule by which its author could publish at once; it is asked again at the hour."""
    course, by = plan.course, plan.planned_by
    if plan.review or not Course.objects.editable_by(by).filter(pk=course.pk).exists():
        raise PlanRefused(_("Whoever planned it may not publish any more."))
    publish_by_trust(
        course,
        by=by,
        audience=Audience(plan.audience),
        seen={int(pk): mark for pk, mark in plan.seen.items()},
        at=at,
        arrangement=plan.arrangement,
        note=plan.note,
    )


def _tell(plan: PlannedPublication) -> None:
    reader, course = plan.planned_by, plan.course
    if not reader.is_active:
        return
    with override(reader.language):
        moment = say_moment(plan.at, plan.time_zone)
    path = reverse("studio:course-publish", args=[course.pk])
    context = {
        "name": reader.name,
        "title": course.title,
        "moment": moment,
        "link": settings.LMS_SITE_URL + path,
    }
    queue_many([Letter(f"plan-failed:{plan.pk}", "plan_failed", reader, context)])
