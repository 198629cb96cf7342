"""In and out of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from core.moments import say_for
from courses.models import CourseFormat, CoursePage, CourseRun, EnrollmentMode
from courses.outline import Outline
from courses.reading import titles
from courses.rules import what_it_takes
from learning.actions import EnrollmentRefused, enroll, withdraw
from learning.models import Enrollment, WaitingPlace
from learning.prerequisites import unmet_needs
from learning.programme_courses import part_lines
from learning.seats import free_seats
from learning.way_in import WayClosed, may_return

from .asking import Asking
from .gate import for_learners, leads_on_from_retired, say_start

# Codes that one account may try; all codes of a run would take longer than the run.
TRIES = {"code": "20/h/user"}

if TYPE_CHECKING:
    from users.models import User


@for_learners
@leads_on_from_retired
@require_http_methods(["GET", "HEAD", "POST"])
def enroll_page(request: HttpRequest, run_slug: str) -> HttpResponse:
    """GET shows what one is about to do, POST does it. A refusal says what to do instead."""
    runs = CourseRun.objects.listed().select_related(
        "course__provider", "course__newest_outline", "pinned_outline"
    )
    run = get_object_or_404(runs, slug=run_slug)
    earlier = Enrollment.objects.visible_to(request.user).filter(run=run).first()
    if earlier is not None and earlier.withdrawn_at is None:
        return redirect("learning:resume", run.slug)
    if earlier is not None and not may_return(run, earlier):
        earlier = None  # the team unenrolled them: they come as anybody comes
    refusal, asking = "", Asking.of(request, run)
    is_asked = asking.is_asked and earlier is None
    if request.method == "POST":
        try:
            answered = asking.answer(request) if is_asked else None
            if answered is not None:
                return answered
            if not is_asked:
                require_few_tries(request, run)
                code = request.POST.get("code", "")
                enroll(learner=cast("User", request.user), run=run, at=timezone.now(), code=code)
                _say_enrolled(request, run)
                return redirect("learning:resume", run.slug)
        except EnrollmentRefused as error:
            refusal = str(error)
    left = free_seats(run)
    place = None
    if left == 0:
        place = WaitingPlace.objects.visible_to(request.user).open().filter(run=run).first()
    if place is not None and not refusal:
        return redirect("learning:waiting", run.slug)
    context = {
        "run": run,
        "earlier": earlier,
        "place": place,
        "refusal": refusal,
        "course_title": course_title(run),
        "starts": say_start(request, run),
        "closes": _closes(request, run),
        "takes": takes_of(run),
        "seats_left": left,
        "parts": part_lines(run, cast("User", request.user)),
        "needs": () if earlier else unmet_needs(run, cast("User", request.user)),
        "asking": asking,
        "code": request.POST.get("code", ""),
        "is_open": run.is_open_for_enrollment(at=timezone.now()),
    }
    return render(request, "learning/enroll.html", context, status=_status(refusal, asking))


def _status(refusal: str, asking: Asking) -> int:
    if refusal:
        return 409
    return 422 if asking.form.is_bound and asking.form.errors else 200


def require_few_tries(request: HttpRequest, run: CourseRun) -> None:
    """Raises WayClosed for whoever guesses codes."""
    if run.enrollment_mode != EnrollmentMode.CODE:
        return
    user = cast("User", request.user)
    if not consume(request, app="learning", action="code", config=TRIES, user=user):
        raise WayClosed(_("That were many codes. Wait an hour, and copy the code you were given."))


def _say_enrolled(request: HttpRequest, run: CourseRun) -> None:
    """On the first lesson. The page of a course that begins later says so itself."""
    if run.has_started(at=timezone.now()):
        words = _("You are enrolled. A confirmation is on its way to %(email)s.")
        messages.success(request, words % {"email": cast("User", request.user).email})


@for_learners
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: HttpRequest, run_slug: str) -> HttpResponse:
    """GET asks, POST withdraws and leads to the page where one may return.

    Whoever has completed the course is led to their progress, which says so: nothing to ask.
    """
    enrollments = Enrollment.objects.visible_to(request.user).select_related("run__course")
    enrollment = get_object_or_404(enrollments, run__slug=run_slug)
    refusal = ""
    if request.method == "POST":
        try:
            withdraw(enrollment=enrollment, at=timezone.now())
        except EnrollmentRefused as error:
            refusal = str(error)
    if enrollment.withdrawn_at is not None:
        return redirect("learning:enroll", run_slug)
    if enrollment.completed_at is not None and not refusal:
        return redirect("learning:progress", run_slug)
    context = {
        "enrollment": enrollment,
        "run": enrollment.run,
        "course_title": course_title(enrollment.run),
        "is_programme": enrollment.run.course.format == CourseFormat.PROGRAMME,
        "refusal": refusal,
    }
    return render(request, "learning/withdraw.html", context, status=409 if refusal else 200)


@cache_control(no_store=True)
@require_safe
def seats(request: HttpRequest, run_slug: str) -> HttpResponse:
    """A fragment for the public course page: how many seats are left. Names nobody."""
    run = get_object_or_404(CourseRun.objects.listed(), slug=run_slug)
    left = free_seats(run)
    is_open = run.is_open_for_enrollment(at=timezone.now())
    context = {"run": run, "seats_left": left, "is_open": is_open}
    return render(request, "learning/includes/seats.html", context)


@cache_control(private=True, no_store=True)
@require_safe
def my_seat(request: HttpRequest, run_slug: str) -> HttpResponse:
    """A fragment for the public course page: the way on, in place of "Enroll".

    For whoever is in, or waits for a seat. For anybody else 204: htmx leaves the page as it is. The
    same where there is no such run.
    """
    enrollments = Enrollment.objects.visible_to(request.user).active().select_related("run")
    enrollment = enrollments.filter(run__slug=run_slug).first()
    if enrollment is None:
        return _my_place(request, run_slug)
    starts = (
        "" if enrollment.run.has_started(at=timezone.now()) else say_start(request, enrollment.run)
    )
    context = {"enrollment": enrollment, "run": enrollment.run, "starts": starts}
    return render(request, "learning/includes/my_seat.html", context)


def _my_place(request: HttpRequest, run_slug: str) -> HttpResponse:
    places = WaitingPlace.objects.visible_to(request.user).open().select_related("run")
    place = places.filter(run__slug=run_slug).first()
    if place is None:
        return HttpResponse(status=204)
    context = {
        "run": place.run,
        "is_offered": place.is_offered(at=timezone.now()),
        "number": WaitingPlace.objects.ahead_of(place).count() + 1,
    }
    return render(request, "learning/includes/my_place.html", context)


@require_safe
def course(request: HttpRequest, run_slug: str) -> HttpResponse:
    """To the public page of the run's course, in the reader's language where there is one."""
    run = get_object_or_404(CourseRun.objects.select_related("course"), slug=run_slug)
    pages = CoursePage.objects.live().filter(translation_key=run.course.key)
    by_language = {page.locale.language_code: page for page in pages.select_related("locale")}
    page = by_language.get(get_language() or "") or by_language.get(run.course.source_language)
    if page is None:
        raise Http404
    return redirect(page.get_url(request))


def takes_of(run: CourseRun) -> list[str]:
    """What whoever enrolls now has to do, by the rule they will begin with."""
    outline = run.pinned_outline or run.course.newest_outline
    if outline is None:
        return what_it_takes(run.course.completion_rule, Outline(()), {})
    keys = [module.key for module in outline.outline.modules]
    language = get_language() or run.course.source_language
    names = titles(keys, language=language, source_language=run.course.source_language)
    return what_it_takes(run.course.completion_rule, outline.outline, names)


def course_title(run: CourseRun) -> str:
    """In the reader's language where the course is, else in its own."""
    key, language = str(run.course.key), get_language() or run.course.source_language
    found = titles([key], language=language, source_language=run.course.source_language)
    return found.get(key, run.course.title)


def _closes(request: HttpRequest, run: CourseRun) -> str:
    if run.closes_at is None or run.is_always_open:
        return ""
    reader_zone = getattr(request.user, "time_zone", run.time_zone)
    return say_for(run.closes_at, host_zone=run.time_zone, reader_zone=reader_zone)
