"""Providers, courses and runs as an author makes them: through the same actions and pages."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from wagtail.models import Locale, Page, Site

from courses.actions import create_provider
from courses.drafts import find_drafts
from courses.models import (
    Course,
    CourseIndexPage,
    CoursePage,
    CourseRun,
    LessonPage,
    ModulePage,
    Provider,
    ProviderPage,
)

from .once import made_once

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def make_course_index(language: str = "en") -> CourseIndexPage:
    """The catalogue in this language; the existing one, if there is one. Is the site's root."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    index = CourseIndexPage.objects.filter(locale=locale).first()
    if index is not None:
        return index
    index = CourseIndexPage(title="Courses", slug=f"courses-{language}", locale=locale)
    source = CourseIndexPage.objects.order_by("pk").first()
    if source is not None:
        index.translation_key = source.translation_key
    home = Page.objects.filter(depth=2, locale=locale).first()
    if home is None:
        home = Page(title="Home", slug=f"home-{language}", locale=locale)
        english = Page.objects.filter(depth=2).order_by("pk").first()
        if english is not None:
            home.translation_key = english.translation_key
        Page.get_first_root_node().add_child(instance=home)
    home.add_child(instance=index)
    if not Site.objects.exists():
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return index


@made_once
def make_provider(name: str = "", **fields: Any) -> Provider:
    """A provider with pages in each language that has a catalogue."""
    make_course_index()
    number = next(_numbers)
    return create_provider(
        name=name or f"Provider {number}", slug=f"provider-{number}", at=NOW, **fields
    )


def check_block(*, questions: int = 1, **fields: Any) -> dict[str, Any]:
    """A knowledge check, stored as the editor stores it: every item with its uuid."""
    return {
        "type": "knowledge_check",
        "id": str(uuid.uuid4()),
        "value": {
            "title": "What did you see?",
            "introduction": "",
            "pass_mark_percent": 80,
            "attempts_allowed": None,
            "is_required": True,
            "questions": [_question(number) for number in range(questions)],
            **fields,
        },
    }


def session_block(**fields: Any) -> dict[str, Any]:
    """A live session that counts, stored as the editor stores it."""
    value = {
        "title": "Reading a street together",
        "introduction": "",
        "is_required": True,
        "required_share_percent": 80,
        "recording_counts": False,
        **fields,
    }
    return {"type": "live_session", "id": str(uuid.uuid4()), "value": value}


def part_block(course: Course, **fields: Any) -> dict[str, Any]:
    """This course as a part of a programme."""
    value = {"course": str(course.key), "is_required": True, **fields}
    return {"type": "course_part", "id": str(uuid.uuid4()), "value": value}


def _question(number: int) -> dict[str, Any]:
    options = [
        {"text": "Right", "is_right": True, "feedback": "Well seen."},
        {"text": "Wrong", "is_right": False, "feedback": "Look once more."},
    ]
    return {
        "type": "item",
        "id": str(uuid.uuid4()),
        "value": {
            "text": f"Question {number + 1}",
            "kind": "SINGLE",
            "options": [
                {"type": "item", "id": str(uuid.uuid4()), "value": option} for option in options
            ],
        },
    }


def text_block(text: str = "<p>A street is read with the feet.</p>") -> dict[str, Any]:
    return {"type": "text", "id": str(uuid.uuid4()), "value": text}


@made_once
def make_course(
    *,
    lessons: tuple[int, ...] = (2, 1),
    checks: bool = True,
    provider: Provider | None = None,
    title: str = "",
    is_live: bool = True,
    **fields: Any,
) -> Course:
    """A live, compiled course. `lessons`: how many in each module; the last has a check."""
    provider = provider or make_provider()
    parent = ProviderPage.objects.get(key_of(provider), locale__language_code="en")
    number = next(_numbers)
    page = CoursePage(
        title=title or f"Course {number}",
        slug=f"course-{number}",
        summary="How a street is read.",
        live=is_live,
        **fields,
    )
    parent.add_child(instance=page)
    for module_number, count in enumerate(lessons, start=1):
        module = ModulePage(title=f"Week {module_number}", slug=f"week-{module_number}")
        module.live = is_live
        page.add_child(instance=module)
        for lesson_number in range(1, count + 1):
            add_lesson(
                module,
                title=f"Lesson {module_number}.{lesson_number}",
                has_check=checks and lesson_number == count,
                live=is_live,
            )
    course = Course.objects.get(key=page.translation_key)
    if is_live:
        from courses.compiling import compile_outline

        compile_outline(course)
        course.refresh_from_db()
    return course


def key_of(provider: Provider) -> Any:
    from django.db.models import Q

    return Q(translation_key=provider.key)


def add_lesson(
    module: ModulePage, *, title: str, has_check: bool = False, **fields: Any
) -> LessonPage:
    """A lesson with a text, at the end of the module."""
    body = [text_block(), *([check_block()] if has_check else [])]
    slug = title.lower().replace(".", "-").replace(" ", "-")
    lesson = LessonPage(title=title, slug=slug, body=body, **fields)
    module.add_child(instance=lesson)
    return lesson


def course_page(course: Course, language: str = "en") -> CoursePage:
    return CoursePage.objects.get(translation_key=course.key, locale__language_code=language)


def marks(course: Course) -> dict[int, str]:
    """What a page that shows the ready drafts of the course right now has seen."""
    return {draft.page.pk: draft.mark for draft in find_drafts(course) if draft.is_ready}


@made_once
def make_run(course: Course | None = None, **fields: Any) -> CourseRun:
    """A run that is open for enrollment and has started, seen from NOW."""
    course = course or make_course()
    values: dict[str, Any] = {
        "slug": f"run-{next(_numbers)}",
        "opens_at": NOW - timedelta(days=10),
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=30),
        **fields,
    }
    return CourseRun.objects.create(course=course, **values)
