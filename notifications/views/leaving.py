"""Mails of one kind off and on by the link in them, without signing in.

A GET changes nothing: scanners open every link. The token of a mail is the right to be here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mail.models import Delivery
from notifications.actions import resume_mail, stop_mail
from notifications.actions.choosing import is_stopped
from notifications.kinds import kind_of
from notifications.letters import DIGEST

if TYPE_CHECKING:
    from users.models import User


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST stops or resumes. A provider's one click (RFC 8058) is answered
    200 for every token, without a redirect."""
    user, kind = _mail_of(token)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        if user is not None:
            stop_mail(user=user, kind=kind)
        return _sealed(HttpResponse("OK\n", content_type="text/plain; charset=utf-8"))
    if user is None:
        return _sealed(render(request, "notifications/off_dead_link.html", status=404))
    if request.method == "POST":
        change = resume_mail if request.POST.get("wants") == "yes" else stop_mail
        change(user=user, kind=kind)
        return _sealed(redirect("notifications:off", token=token))
    known = kind_of(kind)
    context = {
        "is_off": is_stopped(user=user, kind=kind),
        "is_digest": kind == DIGEST,
        "label": known.label if known else "",
    }
    return _sealed(render(request, "notifications/off.html", context))


def _mail_of(token: str) -> tuple[User | None, str]:
    """Who got the mail with this token, and of which kind it is; nobody where it has no way out,
    or their account is closed."""
    try:
        known = UUID(token)
    except ValueError:
        return None, ""
    mail = Delivery.objects.filter(token=known).select_related("user").first()
    kind = mail.context.get("notice_kind", "") if mail is not None else ""
    if mail is None or mail.user is None or not mail.user.is_active or not kind:
        return None, ""
    return cast("User", mail.user), kind


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
