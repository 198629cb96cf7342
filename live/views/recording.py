"""The recording of a session: opened and said to be watched, signed in or by a personal link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.moments import is_zone, say_for
from courses.serving import serve_protected
from learning.models import Enrollment
from live.actions import NotWatched, mark_watched, open_recording
from live.deciding import decide_all
from live.links import Holder
from live.material_files import is_of_host
from live.models import LiveSession, Source
from live.still import has_passed
from live.terms import checks_about_recording, outline_of_run
from live.watching import recording_of, watched_from

from .gate import for_session
from .joining import by_link
from .sessions import about


@require_http_methods(["GET", "HEAD", "POST"])
@for_session
def recording(request: HttpRequest, enrollment: Enrollment, session: LiveSession) -> HttpResponse:
    """GET shows it; where watching it counts, POST notes that it was opened."""
    if request.method == "POST":
        _open(session, enrollment.pk)
        return redirect("live:recording", session.run.slug, session.key)
    return _show(request, enrollment, session)


@require_http_methods(["GET", "HEAD", "POST"])
@for_session
def watched(request: HttpRequest, enrollment: Enrollment, session: LiveSession) -> HttpResponse:
    """They say that they watched it. Too early: the page says from when."""
    if request.method != "POST":
        return redirect("live:recording", session.run.slug, session.key)
    try:
        mark_watched(session=session, enrollment=enrollment, at=timezone.now())
    except NotWatched as refusal:
        return _show(request, enrollment, session, is_early=refusal.since is not None)
    return redirect("live:recording", session.run.slug, session.key)


@by_link("GET", "HEAD", "POST")
def personal_recording(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """Both of them, without signing in."""
    if request.method != "POST":
        return _show_personal(request, holder, token)
    if request.POST.get("deed") == "watched":
        try:
            mark_watched(
                session=holder.session,
                enrollment=Enrollment(pk=holder.enrollment_id),
                at=timezone.now(),
            )
        except NotWatched as refusal:
            return _show_personal(request, holder, token, is_early=refusal.since is not None)
    else:
        _open(holder.session, holder.enrollment_id)
    return redirect("live:personal-recording", token)


@by_link("GET", "HEAD")
def personal_file(request: HttpRequest, holder: Holder, token: str, what: str) -> HttpResponseBase:
    """The file itself, for who has no password: `what` is "recording" or "slides"."""
    session = holder.session
    documents = {"recording": session.recording_document, "slides": session.slides_document}
    document = documents.get(what)
    if document is None or not is_of_host(document, session):
        raise Http404
    file = document.file
    return serve_protected(request, file.storage, str(file.name), etag=document.file_hash or "")


def _open(session: LiveSession, enrollment_id: int) -> None:
    """Where it counts for nothing, nothing is noted."""
    try:
        open_recording(session=session, enrollment_id=enrollment_id, at=timezone.now())
    except NotWatched:
        return


def _show(
    request: HttpRequest, enrollment: Enrollment, session: LiveSession, *, is_early: bool = False
) -> HttpResponse:
    context = {
        **about(enrollment),
        **_state(session, enrollment.pk, zone=enrollment.learner.time_zone),
        "is_early": is_early,
        "file_url": session.recording_document.url if session.recording_document else "",
        "open_url": reverse("live:recording", args=[session.run.slug, session.key]),
        "watched_url": reverse("live:watched", args=[session.run.slug, session.key]),
    }
    return render(request, "live/recording.html", context, status=409 if is_early else 200)


def _show_personal(
    request: HttpRequest, holder: Holder, token: str, *, is_early: bool = False
) -> HttpResponse:
    session = holder.session
    here = reverse("live:personal-recording", args=[token])
    has_file = session.recording_document is not None
    context = {
        **_state(session, holder.enrollment_id, zone=holder.user.time_zone),
        "holder": holder,
        "token": token,
        "is_early": is_early,
        "file_url": reverse("live:personal-file", args=[token, "recording"]) if has_file else "",
        "open_url": here,
        "watched_url": here,
    }
    return render(request, "live/personal_recording.html", context, status=409 if is_early else 200)


def _state(session: LiveSession, enrollment_id: int, *, zone: str) -> dict[str, Any]:
    """What is there, what they did with it, and what is missing."""
    now = timezone.now()
    found = recording_of(session, at=now)
    rows = list(session.attendances.filter(enrollment=enrollment_id))
    row = next((each for each in rows if each.source == Source.RECORDING), None)
    since = watched_from(session, row) if row else None
    decision = decide_all(session, rows).get(enrollment_id)
    has_attended = session.can_count and decision is not None and decision.counts
    is_asked = found is not None and found.is_asked and not has_attended
    return {
        "session": session,
        "recording": found,
        "is_asked": is_asked,
        "is_open": found is not None and (not is_asked or row is not None),
        "is_watched": row is not None and row.at is not None,
        "has_passed": is_asked and has_passed(session, enrollment_id),
        "since": _say(session, since, zone) if since and now < since else "",
        "has_attended": has_attended,
        "lesson_url": _lesson_url(session) if is_asked else "",
    }


def _say(session: LiveSession, moment: datetime, zone: str) -> str:
    host_zone = session.time_zone if is_zone(session.time_zone) else "UTC"
    return say_for(moment, host_zone=host_zone, reader_zone=zone)


def _lesson_url(session: LiveSession) -> str:
    """To the check about it, in the lesson that announces the session."""
    run, key = session.run, str(session.lesson_key)
    slug = next((each.slug for each in outline_of_run(run).lessons() if each.key == key), "")
    check = next(iter(sorted(checks_about_recording(run, key))), "")
    if not slug or not check:
        return ""
    return f"{reverse('learning:lesson', args=[run.slug, slug])}#check-{check}"
