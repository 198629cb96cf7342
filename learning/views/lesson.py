"""The player: the only place that shows a lesson."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from courses.blocks import ACTIVITY_KINDS
from courses.outline import READING, Lesson
from courses.reading import lesson_page
from learning.actions import LessonNotOpen, RecordingRefused, note_visit, record_progress
from learning.models import Enrollment, ResultKind
from learning.route import read_route
from learning.standing import Standing, lesson_at, outline_of, read_standing

from .gate import opens_lessons, page_context, say_opening


@require_safe
@opens_lessons
def resume(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """To the lesson where the learner left off."""
    standing = read_standing(enrollment)
    following = standing.next_lesson(at=timezone.now())
    if following is None:
        return render(request, "learning/nothing_yet.html", page_context(request, standing))
    return redirect("learning:lesson", enrollment.run.slug, following.slug)


@require_safe
@opens_lessons
def lesson(request: HttpRequest, enrollment: Enrollment, lesson_slug: str) -> HttpResponse:
    """One lesson, in the reader's language, else in the course's."""
    standing, now = read_standing(enrollment), timezone.now()
    current = standing.find_lesson(slug=lesson_slug)
    if current is None and lesson_slug not in enrollment.run.course.lesson_slugs:
        raise Http404
    context = lesson_context(request, standing, current) if current else None
    if current is None or context is None:
        gone = {**page_context(request, standing), "next_lesson": standing.next_lesson(at=now)}
        return render(request, "learning/lesson_gone.html", gone, status=410)
    if not standing.is_released(current.key, at=now):
        return render(request, "learning/lesson_closed.html", closed_context(request, context))
    note_visit(enrollment=enrollment, lesson_key=current.key, at=now)
    return render(request, "learning/lesson.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@opens_lessons
def mark_done(request: HttpRequest, enrollment: Enrollment, lesson_slug: str) -> HttpResponse:
    """ "Mark as complete". Twice changes nothing. GET (after signing in again) shows the lesson."""
    if request.method != "POST":
        return redirect("learning:lesson", enrollment.run.slug, lesson_slug)
    current = lesson_at(outline_of(enrollment), slug=lesson_slug)
    if current is None:
        raise Http404
    try:
        record_progress(
            enrollment=enrollment,
            lesson_key=current.key,
            activity_key=READING,
            kind=ResultKind.LESSON,
            at=timezone.now(),
        )
    except LessonNotOpen:
        return redirect("learning:lesson", enrollment.run.slug, lesson_slug)
    except RecordingRefused:
        return redirect("learning:resume", enrollment.run.slug)
    if not getattr(request, "htmx", False):
        address = reverse("learning:lesson", args=[enrollment.run.slug, lesson_slug])
        return redirect(f"{address}#lesson-foot")
    fresh = Enrollment.objects.with_outline().get(pk=enrollment.pk)
    context = state_context(request, fresh, current)
    return render(request, "learning/includes/lesson_state.html", context)


def closed_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Of a lesson whose module opens later: when, or after which other."""
    standing, current = context["standing"], context["lesson"]
    opening = standing.openings[current.key]
    title = context["page"].title
    return {
        **page_context(request, standing),
        "lesson_title": title,
        "opens": say_opening(request, standing.enrollment.run, opening.at) if opening.at else "",
        "after": standing.course_map.title(opening.after, "") if opening.after else "",
        "next_lesson": standing.next_lesson(at=timezone.now()),
        "is_next": standing.next_lesson(at=timezone.now()) == current,
    }


def state_context(request: HttpRequest, enrollment: Enrollment, current: Lesson) -> dict[str, Any]:
    """What changes on a lesson page when something was done in it: bar, route and foot."""
    standing = read_standing(enrollment)
    return {
        **page_context(request, standing),
        "lesson": current,
        "route": read_route(standing, current, at=timezone.now()),
    }


def lesson_context(
    request: HttpRequest, standing: Standing, current: Lesson
) -> dict[str, Any] | None:
    """All that a lesson page shows, or None where the lesson cannot be read any more."""
    course = standing.enrollment.run.course
    language = get_language() or course.source_language
    found = None
    if standing.course_map.is_live(current.key):
        found = lesson_page(course, current.key, language=language)
    if found is None:
        return None
    names = dict(settings.LANGUAGES)
    languages = standing.course_map.languages.get(current.key, frozenset())
    return {
        **page_context(request, standing),
        "lesson": current,
        "page": found.page,
        "activity_blocks": ACTIVITY_KINDS,
        "route": read_route(standing, current, at=timezone.now()),
        "content_language": found.language,
        "is_translated": found.is_translated,
        "content_language_name": names.get(found.language, found.language),
        "language_name": names.get(language, language),
        "other_languages": [
            (code, name)
            for code, name in settings.LANGUAGES
            if code in languages and code != found.language
        ],
    }
