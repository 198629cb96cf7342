"""An outline says what a course consists of; a new number only when that changed."""

import pytest

from courses import outline_door
from courses.activities import compile_activities
from courses.compiling import OutlineRefused, compile_outline
from courses.models import Course, CourseOutline, LessonPage, ModulePage
from tests.factories.courses import (
    add_lesson,
    check_block,
    course_page,
    make_course,
    part_block,
    session_block,
    text_block,
)

pytestmark = pytest.mark.django_db


def lessons_of(course):
    return LessonPage.objects.descendant_of(course_page(course)).order_by("path")


def slugs_of(outline):
    return [lesson.slug for lesson in outline.outline.lessons()]


@pytest.fixture
def course():
    return make_course(lessons=(2, 1))


@pytest.fixture
def enrolled(monkeypatch):
    """Somebody learns in every course."""
    monkeypatch.setattr(outline_door, "_probes", [lambda course: True])


def test_compiling_twice_writes_one_outline(course):
    first = compile_outline(course)

    assert compile_outline(course) == first
    assert CourseOutline.objects.filter(course=course).count() == 1
    assert first.number == 1


def test_an_outline_holds_reading_and_checks_of_each_lesson(course):
    outline = compile_outline(course).outline

    kinds = [[a.kind for a in lesson.activities] for lesson in outline.lessons()]
    assert kinds == [["lesson"], ["lesson", "check"], ["lesson", "check"]]


def with_body(course, *blocks):
    """The outline after the first lesson was published with these blocks."""
    lesson = lessons_of(course).first()
    lesson.body = list(blocks)
    lesson.save_revision().publish()
    return next(compile_outline(course).outline.lessons())


def test_sessions_and_courses_of_a_programme_are_activities_with_their_keys(course):
    session, part, check = session_block(), part_block(course), check_block()

    lesson = with_body(course, text_block(), session, part, check)

    assert [(each.kind, each.key, each.course, each.is_required) for each in lesson.activities] == [
        ("lesson", "", "", True),
        ("session", session["id"], "", True),
        ("part", part["id"], str(course.key), True),
        ("check", check["id"], "", True),
    ]


def test_a_check_about_the_recording_is_asked_of_nobody(course):
    session = session_block(recording_counts=True)

    lesson = with_body(course, session, check_block(is_about_recording=True))

    assert [each.is_required for each in lesson.activities] == [True, True, False]


def test_an_optional_session_counts_for_nothing(course):
    assert not with_body(course, session_block(is_required=False)).activities[1].is_required


def test_two_recordings_that_count_in_one_lesson_are_refused(course):
    blocks = [session_block(recording_counts=True) for _number in range(2)]

    with pytest.raises(OutlineRefused, match=r"Lesson 1\.1.*lesson of its own"):
        list(compile_activities(blocks, lesson_title="Lesson 1.1", is_required=True))


@pytest.mark.parametrize("make", [session_block, check_block, lambda: part_block_of_nothing()])
def test_an_activity_without_a_stored_id_is_refused(make):
    with pytest.raises(OutlineRefused, match=r"Lesson 1\.1.*Save the lesson once more"):
        list(
            compile_activities(
                [{**make(), "id": None}], lesson_title="Lesson 1.1", is_required=True
            )
        )


def part_block_of_nothing():
    return {"type": "course_part", "id": "x", "value": {"course": "", "is_required": True}}


def test_the_course_knows_the_format_of_its_page(course):
    page = course_page(course)
    page.format = "PROGRAMME"
    page.save_revision().publish()
    compile_outline(course)

    course.refresh_from_db()
    assert course.format == "PROGRAMME"


def test_a_new_title_alone_makes_no_new_number(course):
    lesson = lessons_of(course).first()
    lesson.title = "Another title"
    lesson.save_revision().publish()

    assert compile_outline(course).number == 1


def test_a_new_lesson_makes_a_new_number(course):
    add_lesson(ModulePage.objects.descendant_of(course_page(course)).last(), title="One more")

    assert compile_outline(course).number == 2


def test_a_lesson_below_an_unpublished_module_does_not_count(course):
    module = ModulePage.objects.descendant_of(course_page(course)).order_by("path").last()
    module.unpublish()

    assert len(list(compile_outline(course).outline.lessons())) == 2


def test_an_unpublished_course_keeps_its_outline(course):
    course_page(course).unpublish()

    assert compile_outline(course).number == 1


def test_a_lesson_keeps_its_address_when_its_page_is_renamed(course):
    lesson = lessons_of(course).first()
    lesson.slug = "renamed"
    lesson.save_revision().publish()

    assert "lesson-1-1" in slugs_of(compile_outline(course))


def test_an_address_is_never_given_to_another_lesson(course):
    first = lessons_of(course).first()
    module = first.get_parent().specific
    first.delete()
    compile_outline(course)
    module.refresh_from_db()
    add_lesson(module, title="Lesson 1.1")

    slugs = slugs_of(compile_outline(course))

    assert "lesson-1-1" not in slugs
    assert "lesson-1-1-2" in slugs


def test_equal_addresses_in_two_modules_become_two(course):
    second_module = ModulePage.objects.descendant_of(course_page(course)).order_by("path").last()
    add_lesson(second_module, title="Lesson 1.1")

    slugs = slugs_of(compile_outline(course))

    assert len(slugs) == len(set(slugs)) == 4


def test_an_answer_without_a_stored_id_is_refused(course):
    lesson = lessons_of(course).first()
    block = check_block()
    del block["value"]["questions"][0]["value"]["options"][0]["id"]
    lesson.body = [block]
    LessonPage.objects.filter(pk=lesson.pk).update(body=[block])

    with pytest.raises(OutlineRefused, match=r"Lesson 1\.1"):
        compile_outline(course)


def test_publishing_a_lesson_compiles_a_course_without_enrollments(
    course, django_capture_on_commit_callbacks
):
    lesson = lessons_of(course).first()
    lesson.minutes = 99
    with django_capture_on_commit_callbacks(execute=True):
        lesson.save_revision().publish()

    assert CourseOutline.objects.filter(course=course).count() == 2
    assert Course.objects.get(pk=course.pk).dirty_at is None


def test_a_course_with_enrollments_waits_for_its_author(
    course, enrolled, django_capture_on_commit_callbacks
):
    lesson = lessons_of(course).first()
    lesson.minutes = 99
    with django_capture_on_commit_callbacks(execute=True):
        lesson.save_revision().publish()

    assert CourseOutline.objects.filter(course=course).count() == 1
    assert Course.objects.get(pk=course.pk).dirty_at is not None


@pytest.mark.parametrize("change", ["unpublish", "delete", "move"])
def test_every_change_of_the_tree_marks_the_course_dirty(course, enrolled, change):
    modules = ModulePage.objects.descendant_of(course_page(course)).order_by("path")
    lesson = lessons_of(course).first()

    if change == "move":
        lesson.move(modules.last(), pos="last-child")
    else:
        getattr(lesson, change)()

    assert Course.objects.get(pk=course.pk).dirty_at is not None


def test_the_course_row_says_what_its_page_says(course):
    page = course_page(course)
    page.title, page.is_certifying = "A new name", False
    page.save_revision().publish()

    compile_outline(course)

    course.refresh_from_db()
    assert (course.title, course.is_certifying) == ("A new name", False)
