"""Who may open the discussion of a run; others are led to enroll."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import CourseRun
from courses.reading import titles
from discussions.models import Post, Thread
from discussions.seats import Seat, find_post, find_seat, find_thread
from learning.views.gate import for_learners


def for_run(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the seat of who asks. Unknown and archived runs of others are 404."""

    @wraps(view)
    def gated(request: HttpRequest, run_slug: str, **kwargs: Any) -> HttpResponse:
        seat = find_seat(request.user, run_slug)
        if seat is None:
            run = get_object_or_404(CourseRun.objects.listed(), slug=run_slug)
            return redirect("learning:enroll", run.slug)
        return view(request, seat, **kwargs)

    return for_learners(gated)


def for_thread(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same with a thread. Who is not in its run is led to enroll, and reads not even its title.

    One about a lesson that is not open to them yet is 404. A thread that is hidden is there for
    hosts and whoever wrote it, a deleted one for hosts alone.
    """

    @wraps(view)
    def gated(request: HttpRequest, thread_id: int, **kwargs: Any) -> HttpResponse:
        found = find_thread(request.user, thread_id, at=timezone.now())
        if found is None:
            return _lead(request, thread_id)
        return view(request, found[0], found[1], **kwargs)

    return for_learners(gated)


def for_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same with one post of a thread."""

    @wraps(view)
    def gated(request: HttpRequest, post_id: int, **kwargs: Any) -> HttpResponse:
        found = find_post(request.user, post_id, at=timezone.now())
        if found is None:
            post = get_object_or_404(Post, pk=post_id)
            return _lead(request, post.thread_id)
        return view(request, *found, **kwargs)

    return for_learners(gated)


def _lead(request: HttpRequest, thread_id: int) -> HttpResponse:
    threads = Thread.objects.shown().filter(pk=thread_id)
    runs = CourseRun.objects.listed().filter(pk__in=threads.values("run"))
    run = get_object_or_404(runs)
    if find_seat(request.user, run.slug) is not None:
        raise Http404
    return redirect("learning:enroll", run.slug)


def page_context(seat: Seat) -> dict[str, object]:
    """What every page shows of the course. One query: its title in the reader's language."""
    course = seat.run.course
    key, language = str(course.key), get_language() or course.source_language
    named = titles([key], language=language, source_language=course.source_language)
    return {"run": seat.run, "seat": seat, "course_title": named.get(key, course.title)}
