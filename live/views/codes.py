"""The code that the host shows in the session: whoever types it is there."""

from __future__ import annotations

from typing import Final

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from learning.models import Enrollment
from live.actions import NotJoinable, WrongCode, give_code
from live.links import Holder
from live.models import LiveSession
from users.models import User

from .gate import for_session
from .joining import by_link
from .personal_page import personal_context
from .sessions import session_context

# Whoever guesses has 24 to the power of six before them.
TRIES: Final = {"code": "10/h/user"}
LONGEST: Final = 40


@require_http_methods(["GET", "HEAD", "POST"])
@for_session
def code(request: HttpRequest, enrollment: Enrollment, session: LiveSession) -> HttpResponse:
    """POST of who is signed in. What is wrong is said beside the field, which keeps its words."""
    page = redirect("live:session", session.run.slug, session.key)
    if request.method != "POST":
        return page
    try:
        wrong = _give(request, enrollment.learner, enrollment.pk, session)
    except NotJoinable:
        return page
    if not wrong:
        messages.success(request, _("It is noted that you are here."))
        return page
    context = session_context(enrollment, session)
    asked = {"code_error": wrong, "code_typed": _typed(request)}
    return render(request, "live/session.html", {**context, **asked}, status=422)


@by_link("GET", "HEAD", "POST")
def personal_code(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """The same by the link of a mail, without signing in."""
    if request.method != "POST":
        return redirect("live:personal", token)
    session = holder.session
    try:
        wrong = _give(request, holder.user, holder.enrollment_id, session)
    except NotJoinable:
        return redirect("live:personal", token)
    context = {
        **personal_context(holder, token, at=timezone.now()),
        **{"code_error": wrong, "code_typed": _typed(request), "is_given": not wrong},
    }
    return render(request, "live/personal.html", context, status=422 if wrong else 200)


def _give(request: HttpRequest, user: User, enrollment_id: int, session: LiveSession) -> str:
    """What is wrong with it; "" where it is noted. Counts the try. Raises NotJoinable."""
    if not session.is_joinable(at=timezone.now()):
        raise NotJoinable
    if not consume(request, app="live", action="code", config=TRIES, user=user):
        return _("Those were many codes. Wait an hour, or ask the host to note that you are here.")
    typed = _typed(request)
    if not typed.strip():
        return _("Type the code that the host shows.")
    try:
        give_code(session=session, enrollment_id=enrollment_id, typed=typed, at=timezone.now())
    except WrongCode:
        return _("This is not the code of this session. Six letters; look at them once more.")
    return ""


def _typed(request: HttpRequest) -> str:
    return request.POST.get("code", "").replace("\0", "")[:LONGEST]
