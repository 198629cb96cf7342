"""A new course of a few answers: a whole skeleton, once, in which only the lessons are empty."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from courses.actions import create_course
from courses.draft_outline import draft_outline
from courses.drafts import find_drafts
from courses.models import Course, CourseFormat, CoursePage, CourseRun, ProviderPage
from courses.models.course_page import ANNOUNCED_FORMATS
from courses.skeletons import guidance
from courses.skeletons.parts import LESSONS, MODULES
from courses.skeletons.plans import SKELETONS
from tests.factories.courses import course_page, text_block
from tests.threads import at_once
from users.models import User

from .new_courses import author as author
from .new_courses import lessons, modules
from .new_courses import make as make
from .new_courses import provider as provider
from .new_courses import today as today

pytestmark = pytest.mark.django_db
NO_LESSON = "There is no lesson yet that is ready. A course needs at least one."
EMPTY_LESSON = "There is nothing in this lesson yet. Write its first block."


@pytest.mark.parametrize("format", CourseFormat)
def test_in_a_new_course_only_the_lessons_are_empty(make, format):
    course = make(format)

    problems = {draft.problem for draft in find_drafts(course)}

    nothing_ready = set() if format in ANNOUNCED_FORMATS else {NO_LESSON}
    # The one lesson of a webinar is its session, which is there from the first day.
    empty = set() if format == CourseFormat.WEBINAR else {EMPTY_LESSON}
    assert problems - {""} == empty | nothing_ready
    assert not course_page(course).live
    assert not course.outlines.exists()


@pytest.mark.parametrize("format", [CourseFormat.WEBINAR, CourseFormat.LIVE_TRAINING])
def test_a_session_is_there_from_the_first_day_and_keeps_its_key(make, format):
    course = make(format)

    lesson = lessons(course).get(part="session")
    first, later = lesson.body.raw_data, lesson.get_latest_revision_as_object().body.raw_data
    assert [block["type"] for block in first] == ["live_session"]
    assert first[0]["id"] == later[0]["id"]
    assert first[0]["value"]["title"] == "Shade"
    assert draft_outline(lesson).kinds()[str(lesson.translation_key), first[0]["id"]] == "session"


@pytest.mark.parametrize("format", CourseFormat)
def test_the_minutes_of_a_new_course_add_up_and_each_place_says_what_belongs_there(make, format):
    course = make(format)

    page = course_page(course)
    assert page.format == format
    assert page.effort_minutes == sum(lesson.minutes for lesson in lessons(course))
    assert all(guidance(each.part) for each in (*modules(course), *lessons(course)))


def test_every_part_of_a_skeleton_has_a_title_and_guidance():
    used = {
        each.part
        for skeleton in SKELETONS.values()
        for module in skeleton.modules
        for each in (module, *module.lessons)
    }

    assert set(SKELETONS) == set(CourseFormat.values)
    assert used == {*MODULES, *LESSONS}
    assert all(len(part) <= 30 for part in used)


@pytest.mark.parametrize("weeks", [1, 3, 12])
def test_a_masterclass_has_a_module_for_each_week(make, weeks):
    course = make(weeks=weeks)

    titles = [lesson.title for lesson in lessons(course)]
    assert [each.title for each in modules(course)] == [f"Week {n + 1}" for n in range(weeks)]
    assert (titles[0], titles[-1]) == ("Welcome", "What you take home")
    assert titles.count("Check what you know") == weeks


def test_a_format_without_a_length_has_none(make):
    page = course_page(make(CourseFormat.WEBINAR, weeks=4))

    assert page.duration == ""
    assert page.summary == "Webinar."


def test_when_every_lesson_is_written_nothing_stops_a_new_course(make):
    course = make(CourseFormat.SELF_PACED)

    for lesson in lessons(course):
        lesson.body = [text_block()]
        lesson.save_revision()

    assert {draft.problem for draft in find_drafts(course)} == {""}


def test_a_start_makes_an_announced_run_in_the_zone_of_its_host(make):
    course = make(starts_on=date(2027, 3, 1), time_zone="Asia/Kathmandu", weeks=3)

    run, zone = course.runs.get(), ZoneInfo("Asia/Kathmandu")
    assert run.slug == "shade-2027"
    assert run.starts_at.astimezone(zone) == datetime(2027, 3, 1, 9, tzinfo=zone)
    assert run.ends_at.astimezone(zone) == datetime(2027, 3, 21, 23, 59, tzinfo=zone)
    assert not run.is_open_for_enrollment(at=run.starts_at)


def test_a_start_is_at_nine_on_the_clock_of_the_host_also_when_it_was_changed_that_night(make):
    """Beirut goes from midnight to one o'clock in the night of 28 March 2027."""
    course = make(starts_on=date(2027, 3, 28), time_zone="Asia/Beirut", weeks=1)

    run = course.runs.get()
    assert run.starts_at == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)
    assert run.ends_at == datetime(2027, 4, 3, 20, 59, tzinfo=UTC)


def test_two_courses_of_one_title_have_addresses_of_their_own(make):
    first = make(starts_on=date(2027, 3, 1))
    second = make(starts_on=date(2027, 5, 1))

    assert (course_page(first).slug, course_page(second).slug) == ("shade", "shade-2")
    assert [run.slug for run in CourseRun.objects.order_by("pk")] == ["shade-2027", "shade-2027-2"]


def test_a_title_in_other_letters_has_a_run_whose_address_is_latin(make):
    course = make(title="더운 거리의 그늘", starts_on=date(2027, 3, 1))

    assert course_page(course).slug == "더운-거리의-그늘"
    provider_slug = ProviderPage.objects.get(translation_key=course.provider.key).slug
    assert course.runs.get().slug == f"{provider_slug}-masterclass-2027"


@pytest.mark.both_databases
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_course_and_two_forms_two(provider):
    author = User.objects.create_user("at-once@example.org", "a-long-password")
    tokens = [uuid4(), uuid4()]

    def click(place):
        return create_course(
            provider=provider,
            language="en",
            format=CourseFormat.WEBINAR,
            title="Shade",
            token=tokens[place % 2],
            by=author,
            starts_on=date(2027, 3, 1),
        )

    made = at_once(6, click)

    assert sum(is_new for _course, is_new in made) == 2
    assert Course.objects.count() == CoursePage.objects.count() == CourseRun.objects.count() == 2
    assert CoursePage.find_problems() == ([], [], [], [], [])
