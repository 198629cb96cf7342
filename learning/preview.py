"""A lesson or module as the player will show it, to its author: with a learner who is not saved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.draft_outline import DraftCourse, course_path, draft_course
from courses.models import Course, CoursePage, CourseRun, LessonPage, ModulePage
from courses.models.lesson_page import COMPLETED, NOT_STARTED
from courses.outline import Lesson, Outline
from learning.course_map import CourseMap
from learning.kinds import KIND_OF
from learning.models import Enrollment
from learning.progress import Fact, progress
from learning.route import read_route
from learning.standing import Standing
from learning.trial import show_trial
from users.models import User

NO_LESSON = Lesson(key="", slug="", title="", minutes=0, is_required=True, activities=())


def show_lesson(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    """What `learning/lesson.html` needs, without a row of anybody's."""
    trial = getattr(request, "trial", None)
    if trial is not None:
        return show_trial(page, trial)
    drafted = draft_course(page)
    outline = drafted.outline
    key = str(page.translation_key)
    current = next((each for each in outline.lessons() if each.key == key), NO_LESSON)
    language = page.locale.language_code
    name = dict(settings.LANGUAGES).get(language, language)
    return {
        **_context(page, request, drafted, current),
        "lesson": current,
        "content_language": language,
        "is_translated": True,
        "content_language_name": name,
        "language_name": name,
        "other_languages": [],
    }


def show_module(page: ModulePage, request: HttpRequest) -> dict[str, Any]:
    """A module has no page in the player: it is a part of the route, seen from its first lesson."""
    drafted = draft_course(page)
    outline = drafted.outline
    key = str(page.translation_key)
    lessons = [each for module in outline.modules if module.key == key for each in module.lessons]
    current = lessons[0] if lessons else NO_LESSON
    return {**_context(page, request, drafted, current), "lesson_count": len(lessons)}


def _context(
    page: LessonPage | ModulePage, request: HttpRequest, drafted: DraftCourse, current: Lesson
) -> dict[str, Any]:
    course_page = CoursePage.objects.get(path=course_path(page))
    course = Course.objects.select_related("provider").get(key=course_page.translation_key)
    standing = _sample_standing(course, course_page, drafted, current, request)
    return {
        "is_preview": True,
        "enrollment": standing.enrollment,
        "run": standing.enrollment.run,
        "standing": standing,
        "progress": standing.progress,
        "course_title": course_page.draft_title or course_page.title,
        "route": read_route(standing, current, at=timezone.now()),
    }


def _sample_standing(
    course: Course,
    course_page: CoursePage,
    drafted: DraftCourse,
    current: Lesson,
    request: HttpRequest,
) -> Standing:
    """As far as the preview's mode says: nothing, everything, or all before this lesson."""
    now, outline = timezone.now(), drafted.outline
    facts = _facts(outline, current, getattr(request, "preview_mode", ""), now)
    language = course_page.locale.language_code
    enrollment = Enrollment(
        learner=User(name=_("Sample learner"), language=language),
        run=CourseRun(course=course, slug="preview"),
        enrolled_at=now,
        rule=dict(drafted.rule),
    )
    return Standing(
        enrollment=enrollment,
        outline=outline,
        outline_id=None,
        course_map=CourseMap(
            titles={},
            live_lessons=frozenset(lesson.key for lesson in outline.lessons()),
            languages={},
        ),
        progress=progress(outline, facts, enrollment.rule, at=now),
        language=language,
        done_pairs=frozenset(fact.pair for fact in facts),
    )


def _facts(outline: Outline, current: Lesson, mode: str, now: datetime) -> list[Fact]:
    facts: list[Fact] = []
    if mode == NOT_STARTED:
        return facts
    for lesson, activity in outline.activities():
        if lesson.key == current.key and mode != COMPLETED:
            break
        facts.append(
            Fact(
                lesson_key=lesson.key,
                activity_key=activity.key,
                kind=KIND_OF[activity.kind],
                recorded_at=now,
                was_required=lesson.is_required and activity.is_required,
            )
        )
    return facts
