"""No way past "Publish course", by whichever of Wagtail's doors somebody moves or removes a page.

What people learn in is taken out and put elsewhere in the outline, where everybody sees whom it
affects; it is never deleted. A page that no learner ever had is its author's to move and delete,
and so is a translation: learners then read the original.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from courses.models import Course, CoursePage, LessonPage, ModulePage
from courses.outline_door import has_enrollments

GUARDED = {"delete", "move", "unpublish"}


def find_use(page: Page) -> Course | None:
    """The course in which learners have, or had, this page or one below it. Three queries."""
    if page.specific_class not in (CoursePage, ModulePage, LessonPage):
        return _published_below(page).first()
    above = CoursePage.objects.ancestor_of(page, inclusive=True)
    key = above.values_list("translation_key", flat=True).first()
    course = Course.objects.filter(
        key=key, source_language=page.locale.language_code, newest_outline__isnull=False
    ).first()
    if course is None or page.specific_class is CoursePage:
        return course
    known = set(course.lesson_slugs.values())
    lessons = LessonPage.objects.descendant_of(page, inclusive=True)
    keys = {str(each) for each in lessons.values_list("translation_key", flat=True)}
    return course if keys & known else None


def _published_below(page: Page) -> QuerySet[Course]:
    """Courses that go with a page above them: a provider's, the catalogue, the home page."""
    pages = CoursePage.objects.descendant_of(page)
    return Course.objects.filter(
        key__in=pages.values("translation_key"),
        source_language=page.locale.language_code,
        newest_outline__isnull=False,
    )


@hooks.register("before_delete_page")
def keep_what_is_in_use(request: HttpRequest, page: Page) -> HttpResponse | None:
    course = find_use(page)
    return _lead_to(request, course, page) if course is not None else None


@hooks.register("before_unpublish_page")
def take_out_instead(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course page closes all its lessons with it: not while somebody is in the course."""
    course = _unpublished_with(request, page)
    return _lead_to(request, course, page) if course is not None else None


def _unpublished_with(request: HttpRequest, page: Page) -> Course | None:
    """The course whose people would lose it. A page above courses takes them along if asked to."""
    if page.specific_class in (ModulePage, LessonPage):
        return find_use(page)
    if page.specific_class is CoursePage:
        courses = [find_use(page)]
    elif "include_descendants" in request.POST:
        courses = [*_published_below(page)]
    else:
        return None
    return next((each for each in courses if each and has_enrollments(each)), None)


@hooks.register("before_move_page")
def move_in_the_outline(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """A whole course may go to another provider's page, and what stands above it anywhere."""
    is_part = page.specific_class in (ModulePage, LessonPage)
    course = find_use(page) if is_part else None
    return _lead_to(request, course, page) if course is not None else None


@hooks.register("before_copy_page")
def copy_in_the_studio(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A whole course is copied in all its languages, which Wagtail's own form does not."""
    if page.specific_class is not CoursePage:
        return None
    course = Course.objects.filter(key=page.translation_key).first()
    return redirect("studio:course-copy", pk=course.pk) if course else None


@hooks.register("before_bulk_action")
def guard_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """What is ticked in the explorer asks none of the hooks above; one that is in use stops all."""
    if request.method != "POST" or action.model is not Page or action_type not in GUARDED:
        return None
    for page in objects:
        course = _held(request, page, action_type)
        if course is not None:
            return _lead_to(request, course, page)
    return None


def _held(request: HttpRequest, page: Page, action_type: str) -> Course | None:
    """The course that keeps this from happening: see the hooks of single pages."""
    if action_type == "unpublish":
        return _unpublished_with(request, page)
    is_part = page.specific_class in (ModulePage, LessonPage)
    return find_use(page) if is_part or action_type == "delete" else None


def _lead_to(request: HttpRequest, course: Course, page: Page) -> HttpResponse:
    """To where its part is taken out, or the whole course is retired."""
    is_whole = page.specific_class is CoursePage
    if is_whole and Course.objects.retirable_by(request.user).filter(pk=course.pk).exists():
        words = _(
            "Nothing was changed: a course in which people learn, or learned, stays. "
            "Here you can stop offering it; who is in it goes on to the end."
        )
        messages.warning(request, words)
        return redirect("studio:course-retire", pk=course.pk)
    words = _(
        "Nothing was changed: people learn in it. Move it or take it out here, in the outline; "
        "then you see whom it affects. What they did stays done."
    )
    messages.warning(request, words)
    return redirect("studio:course-overview", pk=course.pk)
