"""What mails say of the courses of a programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from learning.course_titles import titles_of
from learning.models import Enrollment
from learning.programme_courses import PartSeat, say_days, seats_in_parts

if TYPE_CHECKING:
    from users.models import User


def courses_of(enrollments: Sequence[Enrollment]) -> dict[int, dict[str, Any]]:
    """By learner what the texts say of the courses of a programme, in their language and zone.

    The rows are of one run. No query where it is no programme, else three.
    """
    run = enrollments[0].run
    seats = seats_in_parts(run, [each.learner_id for each in enrollments])
    keys = {UUID(seat.key) for there in seats.values() for seat in there}
    titles = titles_of(keys) if keys else {}
    return {
        each.learner_id: {
            "courses": [
                values
                for seat in seats[each.learner_id]
                if (values := _course_values(seat, each.learner, titles.get(UUID(seat.key), {})))
            ]
        }
        for each in enrollments
    }


def _course_values(
    seat: PartSeat, learner: User, titles: Mapping[str, str]
) -> dict[str, str] | None:
    """None for a course in which they are not: none of its runs is set."""
    if seat.enrollment is None:
        return None
    run = seat.enrollment.run
    with override(learner.language):
        return {
            "title": titles.get(learner.language, run.course.title),
            "days": say_days(run, learner.time_zone),
            "link": settings.LMS_SITE_URL + reverse("learning:resume", args=[run.slug]),
        }
