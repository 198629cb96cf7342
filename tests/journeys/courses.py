"""Courses of a journey's own, made in the site's database by the actions that the CMS calls."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from courses.blocks import CHECK
from courses.models import CourseRun, LessonPage, ModulePage
from tests.factories.courses import course_page, make_course, make_run


def make_open_run(*, lessons: tuple[int, ...], checks: bool = False, title: str = "") -> CourseRun:
    """A live course (`lessons` in each module) with a run that is open and has started."""
    now, day = timezone.now(), timedelta(days=1)
    course = make_course(lessons=lessons, checks=checks, title=title)
    return make_run(
        course, opens_at=now - 2 * day, starts_at=now - day, ends_at=now + 30 * day, capacity=None
    )


def lesson_page(run: CourseRun, title: str) -> LessonPage:
    """The lesson of this title in the run's course."""
    lessons = LessonPage.objects.descendant_of(course_page(run.course))
    return lessons.get(title=title)


def module_page(run: CourseRun, title: str) -> ModulePage:
    """The module of this title in the run's course."""
    return ModulePage.objects.descendant_of(course_page(run.course)).get(title=title)


def right_options() -> set[str]:
    """The keys of all right answers of the site, as the forms of knowledge checks send them."""
    checks = (
        block
        for lesson in LessonPage.objects.live()
        for block in lesson.body.raw_data
        if block["type"] == CHECK
    )
    questions = (each["value"] for check in checks for each in check["value"]["questions"])
    return {
        option["id"]
        for question in questions
        for option in question["options"]
        if option["value"]["is_right"]
    }
