"""Calendars: files that programs ask for, mostly again and again, and one's own page about them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Course
from learning.views.gate import for_learners
from live.actions import end_calendar, renew_calendar, revoke_links
from live.calendars import write_calendar
from live.feeds import find_reader, public_runs, public_sessions, sessions_for, version_of
from live.models import LiveSessionQuerySet, PersonalLinks
from live.models.session import LONGEST_MINUTES
from live.naming import say_in
from live.series import place_of, say_place
from live.showing import show_session
from users.models import User

LONGEST = timedelta(minutes=LONGEST_MINUTES)
SHOWN = 50  # sessions on one's own page


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Everybody who knows the address reads it: it can be changed on the page of its owner."""
    user = find_reader(token)
    if user is None:
        raise Http404
    rows = sessions_for(user, at=timezone.now())
    response = _file(request, rows, name="CityNet Learning", language=user.language)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def course(request: HttpRequest, key: UUID) -> HttpResponse:
    """All sessions of the runs of a published course."""
    found = get_object_or_404(Course, key=key, pk__in=public_runs().values("course"))
    rows = public_sessions(at=timezone.now()).filter(run__course=found)
    response = _file(request, rows, name=found.title, language=found.source_language)
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def session(request: HttpRequest, session_key: UUID) -> HttpResponse:
    """One session of a run that the public may see."""
    rows = public_sessions(at=timezone.now()).filter(key=session_key)
    found = get_object_or_404(rows.select_related("run__course").with_places())
    language = found.run.course.source_language
    body = write_calendar([found], name=found.title, language=language)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    response["Cache-Control"] = "public, max-age=300"
    return response


def _file(
    request: HttpRequest, rows: LiveSessionQuerySet, *, name: str, language: str
) -> HttpResponse:
    """Not built where the asker has it already."""
    etag = version_of(rows, language).etag
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return HttpResponse(status=unchanged.status_code, headers={"ETag": etag})
    sessions = say_in(list(rows.select_related("run__course").with_places()), language)
    body = write_calendar(sessions, name=name, language=language)
    content_type = "text/calendar; charset=utf-8"
    return HttpResponse(body, content_type=content_type, headers={"ETag": etag})


@require_http_methods(["GET", "HEAD", "POST"])
@for_learners
def my_calendar(request: HttpRequest) -> HttpResponse:
    """What comes in all one's runs, and the address by which a program reads it."""
    user = _person(request)
    links = PersonalLinks.objects.filter(user=user).first()
    if request.method == "POST":
        _do(request, user)
        return redirect("live:my-calendar")
    now = timezone.now()
    rows = sessions_for(user, at=now).select_related("run__course").with_places()
    coming = [
        row for row in rows.filter(starts_at__gt=now - 2 * LONGEST)[:SHOWN] if row.ends_at > now
    ]
    shown = [
        (
            show_session(row, reader_zone=user.time_zone, at=now, part=say_place(place_of(row))),
            row.run,
        )
        for row in say_in(coming, get_language() or "")
    ]
    address = _address(links.calendar_key) if links and links.calendar_key else ""
    context = {
        "rows": shown,
        "calendar_key": links.calendar_key if links else None,
        "address": address,
        "webcal": "webcal:" + address.partition(":")[2] if address else "",
        "zone_is_guessed": user.time_zone == "UTC",
    }
    return render(request, "live/my_calendar.html", context)


def _address(key: UUID) -> str:
    return str(settings.LMS_SITE_URL) + reverse("live-calendars:mine", args=[key.hex])


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _do(request: HttpRequest, user: User) -> None:
    """What is sent twice, or from a page that is older than the address, changes nothing."""
    deed, shown = request.POST.get("deed", ""), request.POST.get("shown", "")
    if deed == "renew" and renew_calendar(user=user, shown=shown, at=timezone.now()):
        messages.success(request, _("This is your new address. An older one opens nothing more."))
    if deed == "end" and end_calendar(user=user, at=timezone.now()):
        messages.success(request, _("Your calendar has no address any more."))
    if deed == "revoke":
        revoke_links(user=user, at=timezone.now())
        messages.success(request, _("The links of all mails until now open nothing any more."))
