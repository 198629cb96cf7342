"""Where people stop: the lesson that was the last for those who have not completed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _

from courses.models import Course
from courses.reading import titles
from learning.models.enrollment import EnrollmentQuerySet
from reports.tables import Bar, Table

QUIET: Final = timedelta(days=14)
MOST_BARS: Final = 12


def stops_table(course: Course, enrollments: EnrollmentQuerySet, *, at: datetime) -> Table:
    """In the order of the course. Whoever was there in the last two weeks may go on: not counted.

    Three queries.
    """
    stopped = enrollments.active().filter(
        completed_at=None, last_lesson_key__isnull=False, last_active_at__lt=at - QUIET
    )
    counted = stopped.order_by().values_list("last_lesson_key").annotate(Count("pk"))
    people = {str(key): number for key, number in counted}
    outline = course.newest_outline.outline if course.newest_outline else None
    lessons = [*outline.lessons()] if outline else []
    language = course.source_language
    names = titles(people, language=language, source_language=language)
    rows = [
        (names.get(lesson.key, lesson.title), people.pop(lesson.key))
        for lesson in lessons
        if lesson.key in people
    ]
    gone = sum(people.values())
    if gone:
        rows.append((_("Lessons that are no longer there"), gone))
    whole = sum(number for _name, number in rows)
    most = sorted(rows, key=lambda row: -row[1])[:MOST_BARS]
    return Table(
        key="stops",
        title=_("Where people stop"),
        columns=(_("Last lesson"), _("People")),
        rows=tuple(rows),
        bars=tuple(
            Bar(name, number, whole, str(number)) for name, number in rows if (name, number) in most
        ),
        note=_("Who is enrolled, has not completed, and was last here more than 14 days ago."),
    )
