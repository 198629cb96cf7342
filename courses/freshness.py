"""Page signals mark a course dirty; a course that nobody has enrolled in compiles on commit."""

from __future__ import annotations

import functools
import logging
from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Locale, Page

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
    """Receiver of post_page_move: both the old and the new course changed.

    `is_marked`: the sender has called `course_rearranged` for all its pages at once.
    """
    if kwargs.get("is_marked"):
        return
    if sender is CoursePage:
        provider = Provider.objects.get(key=kwargs["parent_page_after"].translation_key)
        Course.objects.filter(key=instance.translation_key).update(provider=provider)
        _mark_dirty(instance, instance.path)
    elif sender in STEPS_UP:
        for parent in (kwargs["parent_page_before"], kwargs["parent_page_after"]):
            _mark_dirty(instance, _up(parent.path, STEPS_UP[sender] - 1))


def course_rearranged(course: Course, *, keys: Collection[UUID], is_source: bool) -> None:
    """As `page_moved` of each of these pages of the course. `is_source`: in its source language.

    Renews also the stamp of each other course that knows a lesson from here. Three queries.
    """
    lessons = {str(key) for key in keys}
    others = Course.objects.exclude(pk=course.pk).exclude(lesson_slugs={})
    touched = [
        pk
        for pk, slugs in others.values_list("pk", "lesson_slugs")
        if not lessons.isdisjoint(slugs.values())
    ]
    now = timezone.now()
    both = Course.objects.filter(pk__in=[course.pk, *touched])
    both.update(pages_stamp=uuid4(), pages_changed_at=now)
    if is_source:
        Course.objects.filter(pk=course.pk).update(dirty_at=now)
        transaction.on_commit(functools.partial(_compile_if_free, course.key))


def _up(path: str, steps: int) -> str:
    return path[: len(path) - steps * Page.steplen]


def _mark_dirty(page: Page, course_path: str) -> None:
    """Mark the course whose page in this language lies at this path, and renew stamps."""
    language = page.locale.language_code
    if isinstance(page, CoursePage):
        key: UUID | None = page.translation_key
    else:
        pages = CoursePage.objects.filter(path=course_path)
        key = pages.values_list("translation_key", flat=True).first()
    _renew_stamps(page, key)
    if key is None:
        return
    if Course.objects.filter(key=key, source_language=language).update(dirty_at=timezone.now()):
        transaction.on_commit(functools.partial(_compile_if_free, key))


def _renew_stamps(page: Page, course_key: UUID | None) -> None:
    """Of the course, and of each other that knows a lesson from here: it may have been moved away
    from one whose learners still follow it. Two queries at most.
    """
    keys = {page.translation_key}
    if not isinstance(page, LessonPage):
        below = LessonPage.objects.filter(path__startswith=page.path)
        keys = set(below.values_list("translation_key", flat=True))
    touched = Q(key=course_key)
    for key in keys:
        touched |= Q(lesson_slugs__icontains=str(key))
    Course.objects.filter(touched).update(pages_stamp=uuid4(), pages_changed_at=timezone.now())


def alias_made(sender: type[Page], instance: Page, created: bool, **kwargs: Any) -> None:
    """Receiver of post_save: a page that mirrors another is live without having been published."""
    if created and instance.live and instance.alias_of_id:
        page_changed(sender, instance)


def locale_changed(sender: type[Locale], instance: Locale, created: bool, **kwargs: Any) -> None:
    """Receiver of post_save: another code for a language changes what every page is read in."""
    if not created:
        Course.objects.update(pages_stamp=uuid4())


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
