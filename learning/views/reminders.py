"""Reminders off and on by the link of a mail, without signing in.

A GET changes nothing: scanners open every link. The token of a mail is the right to be here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from learning.actions import resume_reminders, stop_reminders
from learning.mails import REMINDER
from learning.models import NoReminders
from mail.models import Delivery

if TYPE_CHECKING:
    from users.models import User


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_off(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST stops or resumes. A provider's one click (RFC 8058) is answered
    200 for every token, without a redirect."""
    user = _reader_of(token)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        if user is not None:
            stop_reminders(user=user, at=timezone.now())
        return _sealed(HttpResponse("OK\n", content_type="text/plain; charset=utf-8"))
    if user is None:
        return _sealed(render(request, "learning/reminders_dead_link.html", status=404))
    if request.method == "POST":
        _switch(request, user)
        return _sealed(redirect("learning:reminders-off", token=token))
    is_off = NoReminders.objects.filter(user=user).exists()
    return _sealed(render(request, "learning/reminders_off.html", {"is_off": is_off}))


def _switch(request: HttpRequest, user: User) -> None:
    if request.POST.get("wants") == "yes":
        resume_reminders(user=user)
    else:
        stop_reminders(user=user, at=timezone.now())


def _reader_of(token: str) -> User | None:
    """Whom the mail with this token reminded; nobody where their account is closed."""
    try:
        known = UUID(token)
    except ValueError:
        return None
    found = Delivery.objects.filter(token=known, template=REMINDER).select_related("user").first()
    user = found.user if found else None
    return cast("User", user) if user is not None and user.is_active else None


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
