"""Page signals mark a course dirty; a course that nobody has enrolled in compiles on commit."""

from __future__ import annotations

import functools
import logging
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from courses.compiling import OutlineRefused, compile_outline
from courses.models import Course, CoursePage, LessonPage, ModulePage, Provider
from courses.outline_door import has_enrollments

logger = logging.getLogger(__name__)

# How many steps of the path lead up to the course page.
STEPS_UP: dict[type[Page], int] = {CoursePage: 0, ModulePage: 1, LessonPage: 2}


def page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Receiver of page_published, page_unpublished and post_delete."""
    if sender in STEPS_UP:
        _mark_dirty(instance, _up(instance.path, STEPS_UP[sender]))


def page_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Receiver of post_page_move: both the old and the new course changed."""
    if sender is CoursePage:
        provider = Provider.objects.get(key=kwargs["parent_page_after"].translation_key)
        Course.objects.filter(key=instance.translation_key).update(provider=provider)
        _mark_dirty(instance, instance.path)
    elif sender in STEPS_UP:
        for parent in (kwargs["parent_page_before"], kwargs["parent_page_after"]):
            _mark_dirty(instance, _up(parent.path, STEPS_UP[sender] - 1))


def _up(path: str, steps: int) -> str:
    return path[: len(path) - steps * Page.steplen]


def _mark_dirty(page: Page, course_path: str) -> None:
    """Mark the course whose page in this language lies at this path. Three queries."""
    language = page.locale.language_code
    if isinstance(page, CoursePage):
        key: UUID | None = page.translation_key
    else:
        pages = CoursePage.objects.filter(path=course_path)
        key = pages.values_list("translation_key", flat=True).first()
    if key is None:
        return
    course = Course.objects.filter(key=key)
    course.update(pages_stamp=uuid4())
    if course.filter(source_language=language).update(dirty_at=timezone.now()):
        transaction.on_commit(functools.partial(_compile_if_free, key))


def _compile_if_free(key: UUID) -> None:
    course = Course.objects.get(key=key)
    try:
        compile_if_free(course)
    except OutlineRefused:
        logger.warning("Course %s stays as it was: a lesson must be mended.", course.pk)


def compile_if_free(course: Course) -> bool:
    """Compile a dirty course unless somebody is enrolled: then its author decides."""
    if course.dirty_at is None or has_enrollments(course):
        return False
    compile_outline(course)
    return True
