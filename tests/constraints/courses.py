"""What breaks the constraints of `courses`."""

from __future__ import annotations

from functools import partial

from django.db.models import F
from wagtail.models import Collection

from courses.models import (
    CourseOutline,
    MediaImage,
    MediaRendition,
    PlannedPublication,
    RunPart,
)
from tests.constraints.breaking import DAY, Break, change, copy
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import make_learner


def outline() -> CourseOutline:
    return CourseOutline.objects.get(course=make_course(lessons=(1,)))


def rendition() -> MediaRendition:
    image = MediaImage.objects.create(
        title="A street",
        file="street.png",
        width=40,
        height=30,
        collection=Collection.get_first_root_node(),
    )
    return MediaRendition.objects.create(
        image=image, filter_spec="width-10", file="street.width-10.png", width=10, height=8
    )


def plan(**fields: object) -> PlannedPublication:
    return PlannedPublication.objects.create(
        course=make_course(lessons=(1,)),
        at=NOW,
        time_zone="UTC",
        audience="EVERYBODY",
        planned_by=make_learner(),
        **fields,
    )


def part() -> RunPart:
    run, part_run = make_run(make_course(lessons=(1,))), make_run(make_course(lessons=(1,)))
    return RunPart.objects.create(run=run, course=part_run.course, part_run=part_run)


def part_of_itself() -> object:
    row = part()
    return RunPart.objects.filter(pk=row.pk).update(part_run=row.run)


BREAKS: dict[str, Break] = {
    "courses_runpart_course_once": copy(part),
    "courses_runpart_not_itself": part_of_itself,
    "courses_mediarendition_once_per_filter": copy(rendition),
    "courses_courseoutline_number_unique": copy(outline),
    "courses_plannedpublication_one_open": copy(plan),
    "courses_plannedpublication_one_end": change(plan, done_at=NOW, cancelled_at=NOW),
    "courses_course_retired_by_somebody": change(
        partial(make_course, lessons=(1,)), retired_at=NOW
    ),
    "courses_course_successor_is_another": change(
        partial(make_course, lessons=(1,)), successor_id=F("id")
    ),
    "courses_provider_trusted_by_somebody": change(make_provider, trusted_at=NOW),
    "courses_courserun_ends_after_start": change(make_run, ends_at=NOW - 2 * DAY),
    "courses_courserun_closes_after_opening": change(make_run, closes_at=NOW - 20 * DAY),
    "courses_courserun_enrollment_mode_known": change(make_run, enrollment_mode="NEVER"),
    "courses_courserun_minimum_has_a_date": change(make_run, minimum=3),
    "courses_courserun_minimum_within_seats": change(
        make_run, minimum=3, decide_at=NOW, capacity=2
    ),
    "courses_courserun_offer_hours_within_a_month": change(make_run, offer_hours=721),
    "courses_courserun_release_known": change(make_run, release="SOMETIMES"),
    "courses_courserun_capacity_positive": change(make_run, capacity=0),
}
