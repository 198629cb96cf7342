"""Moving lessons and modules in the outline, taking them out and putting them back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from core.numbers import number_of
from courses.actions import ArrangedElsewhere, arrange, discard_arrangement
from courses.arranging import NoSuchPlace
from courses.models import Course
from courses.tree import read_wanted
from studio.arranging import read_step, say_outcome
from studio.views.courses import actor, find_course, may_edit


@require_POST
def course_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """One step, then the overview where it was taken. A page that is old changes nothing."""
    course = find_course(request, pk)
    if not may_edit(request, course):
        raise PermissionDenied
    try:
        place = _take_step(request, course)
    except (ArrangedElsewhere, NoSuchPlace) as refusal:
        messages.error(request, _say(refusal))
        place = "#outline"
    return HttpResponseRedirect(reverse("studio:course-overview", args=[course.pk]) + place)


def _take_step(request: HttpRequest, course: Course) -> str:
    """The end of the address where it can be seen."""
    number = number_of(request.POST.get("number", ""))
    if number is None:
        raise NoSuchPlace(request.POST.get("number", ""))
    deed, by = request.POST.get("deed", ""), actor(request)
    if deed == "undo":
        if discard_arrangement(course, number=number, by=by):
            messages.success(request, _("The outline is as readers have it."))
        return "#outline"
    verb, key, step = read_step(_choose(request, deed))
    course_titles = _titles(course)
    said = {"deed": verb, "title": course_titles.get(key, "")}
    if arrange(course, step, number=number, by=by, said=said):
        course.refresh_from_db()
        messages.success(request, say_outcome(verb, key, read_wanted(course), course_titles))
    return f"#row-{key}" if verb != "out" else "#outline"


def _choose(request: HttpRequest, deed: str) -> str:
    """The form below the outline names a lesson and a module."""
    if deed != "far":
        return deed
    return f"last:{request.POST.get('lesson', '')}:{request.POST.get('module', '')}"


def _titles(course: Course) -> dict[str, str]:
    """Of the pages of the course, by key. A query; titles as their authors left them."""
    pages = Page.objects.filter(
        locale__language_code=course.source_language,
        path__startswith=Page.objects.filter(
            translation_key=course.key, locale__language_code=course.source_language
        ).values("path")[:1],
    )
    return {str(key): title for key, title in pages.values_list("translation_key", "draft_title")}


def _say(refusal: Exception) -> str:
    if isinstance(refusal, ArrangedElsewhere):
        return str(refusal)
    return _("That place is not there any more. Nothing was changed: this is how it stands now.")
