"""CMS pages of the studio. Every course comes from `overseen_by(user)`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.models import Course, CourseRun, Provider
from learning.models import Enrollment
from reports.charts import bars
from reports.funnel import funnel_table, read_funnel
from studio.moderation import find_review
from studio.overview import read_overview
from studio.planning import find_plan, say_moment
from users.models import User


def find_course(request: HttpRequest, pk: int) -> Course:
    courses = Course.objects.overseen_by(request.user).select_related("provider")
    return get_object_or_404(courses, pk=pk)


def may_publish(request: HttpRequest, course: Course) -> bool:
    return Course.objects.reviewable_by(request.user).filter(pk=course.pk).exists()


def may_edit(request: HttpRequest, course: Course) -> bool:
    return Course.objects.editable_by(request.user).filter(pk=course.pk).exists()


def actor(request: HttpRequest) -> User:
    """Who acts; the CMS lets nobody in without signing in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """All courses that this person works on, with what has not been compiled yet."""
    courses = (
        Course.objects.overseen_by(request.user)
        .select_related("provider")
        .annotate(outline_number=Max("outlines__number"))
        .order_by("provider__name", "title")
    )
    may_add = request.user.has_perm("courses.add_courserun")
    context = {
        "courses": courses,
        "may_add": may_add,
        "may_invite": Provider.objects.administered_by(request.user).exists(),
    }
    return render(request, "studio/course_list.html", context)


def _funnel(course: Course) -> dict[str, Any]:
    """How far people come, over all runs: the chart with its table. One query."""
    table = funnel_table(read_funnel(Enrollment.objects.filter(run__course=course)))
    return {"table": table, "chart": bars(table.key, table.title, table.bars)}


@require_safe
def course_overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Outline, runs, and what is missing."""
    course = find_course(request, pk)
    plan = find_plan(course)
    context = {
        "plan_moment": say_moment(plan.at, plan.time_zone) if plan else "",
        "overview": read_overview(course, at=timezone.now(), user=actor(request)),
        "review": find_review(course),
        "may_publish": may_publish(request, course),
        "may_edit": may_edit(request, course),
        "may_invite": Provider.objects.administered_by(request.user)
        .filter(pk=course.provider_id)
        .exists(),
        "may_retire": Course.objects.retirable_by(request.user).filter(pk=course.pk).exists(),
        "funnel": _funnel(course),
        "may_fill": CourseRun.objects.filled_by(request.user).filter(course=course).exists(),
    }
    return render(request, "studio/course_overview.html", context)
