"""`{% course_part %}`: a course of a programme in a lesson, and how far its learner is in it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import OuterRef, Subquery

from courses.models import Course, RunPart
from courses.outline import Lesson
from learning.models import Enrollment
from learning.standing import Standing

register = template.Library()

# Where a request keeps how far the learner is in each course of the lesson that it shows.
FOUND = "_learning_parts"
Found = tuple[dict[str, Enrollment], dict[str, tuple[str, str]]]


@register.inclusion_tag("learning/includes/course_part.html", takes_context=True)
def course_part(context: dict[str, Any]) -> dict[str, Any]:
    """Takes what the slot takes. One query for all courses of a lesson; one more for those of them
    in which the learner is not."""
    lesson, block, standing = context["lesson"], context["block"], context["standing"]
    activity = next((each for each in lesson.activities if each.key == block.id), None)
    if activity is None:  # the page is newer than the outline that the learner follows
        return {"title": ""}
    enrollments, others = _found(context["request"], standing, lesson)
    enrollment = enrollments.get(activity.course)
    title, run_slug = others.get(activity.course, (activity.title, ""))
    return {
        "title": enrollment.run.course.title if enrollment else title,
        "is_required": activity.is_required,
        "is_done": (lesson.key, activity.key) in standing.done_pairs,
        "enrollment": enrollment,
        "run_slug": run_slug,
    }


def _found(request: Any, standing: Standing, lesson: Lesson) -> Found:
    """By course: where the learner is in it; or else its title, and the run that belongs to the
    programme."""
    kept: Found | None = getattr(request, FOUND, None)
    if kept is None:
        keys = [each.course for each in lesson.activities if each.course]
        enrollments = _enrollments(standing.enrollment.learner_id, keys)
        missing = [key for key in keys if key not in enrollments]
        kept = enrollments, _others(standing.enrollment.run_id, missing) if missing else {}
        setattr(request, FOUND, kept)
    return kept


def _enrollments(learner_id: int, keys: list[str]) -> dict[str, Enrollment]:
    """The completed one, else the newest."""
    rows = Enrollment.objects.active().filter(learner=learner_id, run__course__key__in=keys)
    ordered = sorted(
        rows.select_related("run__course"), key=lambda row: (row.completed_at is not None, row.pk)
    )
    return {str(row.run.course.key): row for row in ordered}


def _others(run_id: int, keys: list[str]) -> dict[str, tuple[str, str]]:
    chosen = RunPart.objects.filter(run=run_id, course=OuterRef("pk")).values("part_run__slug")
    courses = Course.objects.filter(key__in=keys).annotate(slug=Subquery(chosen[:1]))
    found = courses.values_list("key", "title", "slug")
    return {str(key): (title, slug or "") for key, title, slug in found}
