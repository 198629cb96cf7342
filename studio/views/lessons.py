"""A lesson is split, or takes the place of others. Every lesson comes from `editable_by(user)`."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.actions import SplitRefused, split_lesson, take_over
from courses.models import Course, CoursePage, LessonPage
from courses.reading import titles
from users.models import User

LONGEST = 255


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the draft, as its author knows it again."""

    key: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Other:
    key: str
    title: str
    is_followed: bool


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_parts(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows the parts of the draft and the other lessons, POST splits it or takes over."""
    page = get_object_or_404(LessonPage, pk=page_id)
    course = _course_of(request, page)
    if request.method != "POST":
        return _show(request, page, course)
    if not isinstance(request.user, User):
        raise PermissionDenied
    typed = request.POST.get("title", "").strip()
    try:
        if request.POST.get("deed") == "split":
            if not typed or len(typed) > LONGEST or "\0" in typed:
                return _show(request, page, course, error=_("Give the new lesson a title."))
            block = request.POST.get("block", "")
            made = split_lesson(page=page, block_id=block, title=typed, by=request.user)
            messages.success(request, _("“%(title)s” is a draft now.") % {"title": made.title})
        else:
            take_over(page=page, keys=request.POST.getlist("lesson"), by=request.user)
            messages.success(request, _("Saved. It counts once the course is published."))
    except SplitRefused as refusal:
        return _show(request, page, course, error=str(refusal))
    return redirect("studio:course-overview", course.pk)


def _course_of(request: HttpRequest, page: LessonPage) -> Course:
    """Its course, in whose own language alone a lesson is split."""
    course_page = CoursePage.objects.ancestor_of(page).select_related("locale").get()
    courses = Course.objects.editable_by(request.user)
    course = get_object_or_404(courses, key=course_page.translation_key)
    if course_page.locale.language_code != course.source_language:
        raise Http404
    return course


def _show(request: HttpRequest, page: LessonPage, course: Course, error: str = "") -> HttpResponse:
    drafted = page.get_latest_revision_as_object()
    context = {
        "page": drafted,
        "course": course,
        "parts": [
            Part(str(block.id), str(block.block.label), _words_of(block)) for block in drafted.body
        ],
        "others": _others(page, drafted, course),
        "error": error,
        "typed": request.POST.get("title", ""),
        "chosen": request.POST.get("block", ""),
    }
    return render(request, "studio/lesson_parts.html", context, status=422 if error else 200)


def _words_of(block: object) -> str:
    """Its first words, whatever kind it is."""
    value = getattr(block, "value", "")
    named = value.get("title") or value.get("caption") if hasattr(value, "get") else None
    return Truncator(" ".join(strip_tags(str(named or value)).split())).words(14)


def _others(page: LessonPage, drafted: LessonPage, course: Course) -> list[Other]:
    """The other lessons of the course, those that were taken out too."""
    keys = [*dict.fromkeys(course.lesson_slugs.values())]
    language = course.source_language
    names = titles(keys, language=language, source_language=language)
    slugs = {key: slug for slug, key in course.lesson_slugs.items()}
    return [
        Other(key, names.get(key, slugs[key]), key in drafted.follows)
        for key in keys
        if key != str(page.translation_key)
    ]
