"""Into which languages a course goes. Found by `editable_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.models import Course
from studio.translating import Language, prepare_translation, read_languages, source_page
from studio.views.courses import actor


@require_http_methods(["GET", "HEAD", "POST"])
def course_translate(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what exists in which language, POST makes the pages that are missing in some."""
    courses = Course.objects.editable_by(request.user).select_related("provider")
    course = get_object_or_404(courses, pk=pk)
    if not request.user.has_perm("wagtail_localize.submit_translation"):
        raise PermissionDenied
    page = source_page(course)
    if page is None:
        raise Http404
    languages = read_languages(course, page)
    error = ""
    if request.method == "POST":
        asked = request.POST.getlist("language")
        chosen = [each for each in languages if each.code in asked and each.is_possible]
        if chosen:
            _prepare(request, course, chosen)
            return redirect("studio:course-translate", course.pk)
        error = _("Choose a language.")
    context = {
        "course": course,
        "languages": languages,
        "may_prepare": any(each.is_offered for each in languages),
        "error": error,
    }
    return render(request, "studio/course_translate.html", context, status=422 if error else 200)


def _prepare(request: HttpRequest, course: Course, chosen: list[Language]) -> None:
    locales = [each.locale for each in chosen]
    made = prepare_translation(course=course, languages=locales, by=actor(request))
    words = ngettext(
        "%(number)d page can be translated now.", "%(number)d pages can be translated now.", made
    )
    messages.success(request, words % {"number": made})
