"""What the people of a course were told of its changes since they came."""

from __future__ import annotations

from courses.models import CourseOutline
from courses.outline import Outline
from learning.effects import Change, focus
from learning.standing import Standing

AT_MOST = 5


def notes_for(standing: Standing) -> list[CourseOutline]:
    """Outlines with a note that this learner follows since they enrolled, the newest first.

    Only those that changed what their rule asks for, and none for whoever has completed. One query
    where nothing was noted, else two.
    """
    enrollment = standing.enrollment
    if standing.outline_id is None or enrollment.completed_at is not None:
        return []
    outlines = CourseOutline.objects.filter(course=enrollment.run.course_id)
    followed = outlines.filter(pk=standing.outline_id).values("number")
    since = outlines.filter(number__lte=followed, created_at__gt=enrollment.enrolled_at)
    noted = list(since.exclude(note="").order_by("-number")[:AT_MOST])
    if not noted:
        return []
    numbers = [each.number - 1 for each in noted]
    before = {each.number: each.outline for each in outlines.filter(number__in=numbers)}
    return [
        each
        for each in noted
        if _changes(standing, before.get(each.number - 1, Outline(())), each.outline)
    ]


def _changes(standing: Standing, before: Outline, after: Outline) -> bool:
    return bool(focus(Change(before, after, standing.enrollment.rule)).lessons)
