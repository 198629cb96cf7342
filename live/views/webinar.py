"""Signing up for a webinar: for anybody, so every answer to the form is the same for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from core.fairness import take_as_long_for_everybody
from core.lines import tidy_line
from courses.models import CourseRun
from learning.models import Enrollment
from live.actions import (
    SignUpRefused,
    ask_to_take_part,
    confirm_sign_up,
    send_link_again,
    take_part,
)
from live.models import SignUp
from live.showing import ShownSession, show_session
from live.webinars.forms import LostLinkForm, PrintedNameForm, SignUpForm
from live.webinars.letters import newest_link
from live.webinars.links import TooOld, find_enrollment, find_sign_up
from live.webinars.reading import Webinar, read_webinar, takes_sign_ups, title_of
from live.webinars.wording import agreement
from users.inviting import find_people
from users.models import User
from users.policies import read_policies

from .sealed import comes_from_us, seal

# The foot of these pages has no form of the newsletter: one thing to sign up for is enough.
PAGE = {"is_newsletter": True}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@take_as_long_for_everybody
def webinar(request: HttpRequest, run_slug: str) -> HttpResponse:
    """The form for anybody; whoever is signed in takes part by one button."""
    rows = CourseRun.objects.select_related("course__provider")
    run = rows.listed().filter(slug=run_slug).first()
    if run is None:
        # Archived, or of a course that is not offered any more: its page says what to do.
        return redirect("learning:course", get_object_or_404(rows, slug=run_slug).slug)
    if not takes_sign_ups(run):
        return redirect("learning:enroll", run.slug)
    now = timezone.now()
    found = read_webinar(run, at=now)
    if request.method == "POST" and "email" in request.POST:
        return _ask(request, found, now)
    if request.method == "POST" and "lost-email" in request.POST:
        return _send_again(request, found, now)
    if isinstance(request.user, User):
        return _one_click(request, found, now)
    return _show(request, found, SignUpForm(request.POST or None), now)


def _ask(request: HttpRequest, found: Webinar, now: datetime) -> HttpResponse:
    form = SignUpForm(request.POST)
    if found.refusal or not form.is_valid():
        return _show(request, found, form, now, status=409 if found.refusal else 200)
    refusal = _refusal(request)
    if refusal:
        return _show(request, found, form, now, status=429, try_again=refusal)
    if not form.is_trapped:
        ask_to_take_part(
            run=found.run,
            values=form.cleaned_data,
            language=_language(),
            source=tidy_line(request.GET.get("from", "page")),
            at=now,
        )
    return redirect(_asked(found))


def _send_again(request: HttpRequest, found: Webinar, now: datetime) -> HttpResponse:
    """Also where nobody can sign up any more: whoever takes part may have lost the mail."""
    form = LostLinkForm(request.POST, prefix="lost")
    if not form.is_valid():
        return _show(request, found, SignUpForm(), now, lost=form)
    refusal = _refusal(request)
    if refusal:
        return _show(request, found, SignUpForm(), now, status=429, try_again=refusal, lost=form)
    send_link_again(run=found.run, email=form.cleaned_data["email"], at=now)
    return redirect(_asked(found, lost="1"))


def _asked(found: Webinar, **more: str) -> str:
    query = urlencode({"webinar": found.run.slug, **more})
    return f"{reverse('live:webinar-asked')}?{query}"


def _refusal(request: HttpRequest) -> str:
    """What to do where this form cannot be taken now; empty where it can."""
    strange = _say_origin(request)
    if strange:
        return strange
    if not ratelimit.consume(request, action="webinar"):
        return _("Too many addresses were sent from here in a short time. Try again in a minute.")
    return ""


def _say_origin(request: HttpRequest) -> str:
    if comes_from_us(request):
        return ""
    return _("Your browser did not say where this form came from. Press the button once more.")


def _show(
    request: HttpRequest,
    found: Webinar,
    form: SignUpForm,
    now: datetime,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """On the host's clock, to which a script adds the reader's."""
    session = found.session
    host_zone = session.time_zone if session else "UTC"
    shown = show_session(session, reader_zone=host_zone, at=now) if session else None
    opened = found.run.opens_at is not None and found.run.opens_at <= now
    context = {
        **_about(found, now),
        "form": form,
        "lost": LostLinkForm(prefix="lost"),
        "may_take_part": opened and found.run.cancelled_at is None,
        "shown": shown,
        **more,
    }
    return render(request, "live/webinar/sign_up.html", context, status=status)


@csrf_protect
def _one_click(request: HttpRequest, found: Webinar, now: datetime) -> HttpResponse:
    """Of who is signed in. Twice is once."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    refusal = found.refusal
    if request.method == "POST" and not refusal:
        try:
            take_part(user=user, run=found.run, at=now)
        except SignUpRefused as error:
            refusal = str(error)
        else:
            return redirect("live:webinar", found.run.slug)
    rows = Enrollment.objects.visible_to(user).active()
    context = {
        **_about(found, now),
        "refusal": refusal,
        "is_in": rows.filter(run=found.run).exists(),
        "shown": _shown(found, user.time_zone, now),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "live/webinar/one_click.html", context, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look into your mailbox. The same for whoever is new, takes part already, or is a robot.

    Two queries where it is said for which webinar.
    """
    rows = CourseRun.objects.listed().select_related("course__provider")
    slug = tidy_line(request.GET.get("webinar", ""))
    run = rows.filter(slug=slug).first() if slug else None
    if run is not None and not takes_sign_ups(run):
        run = None
    context = {
        **PAGE,
        "is_lost": "lost" in request.GET,
        "webinar_title": title_of(run) if run else "",
        "page_url": reverse("live:webinar", args=[run.slug]) if run else "",
    }
    return render(request, "live/webinar/asked.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows and asks, POST confirms; once confirmed both show the same page."""
    return seal(_confirm(request, token))


def _confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        sign_up = find_sign_up(token)
    except TooOld:
        return render(request, "live/webinar/too_old.html", PAGE, status=410)
    if sign_up is None:
        return render(request, "live/dead_link.html", status=404)
    now = timezone.now()
    enrollment = find_enrollment(sign_up)
    found = read_webinar(sign_up.run, at=now)
    if enrollment is not None:
        return _confirmed(request, sign_up, enrollment, found, now)
    form, refusal, try_again = _name_form(request, sign_up), found.refusal, ""
    if request.method == "POST" and not refusal:
        try_again = _say_origin(request)
        if not try_again and (form is None or form.is_valid()):
            refusal = _do(sign_up, form, now)
            if not refusal:
                return redirect("live:webinar-confirm", token)
    context = {
        **_about(found, now),
        "refusal": refusal,
        "try_again": try_again,
        "sign_up": sign_up,
        "token": token,
        "form": form,
        "agreement": agreement(read_policies(_language())),
        "shown": _shown(found, sign_up.time_zone, now),
    }
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "live/webinar/confirm.html", context, status=status)


def _do(sign_up: SignUp, form: PrintedNameForm | None, now: datetime) -> str:
    """What stands in the way; empty where it is done."""
    try:
        confirm_sign_up(
            sign_up=sign_up,
            policies=read_policies(_language()),
            certificate=form.cleaned_data if form else None,
            at=now,
        )
    except SignUpRefused as refusal:
        return str(refusal)
    return ""


def _name_form(request: HttpRequest, sign_up: SignUp) -> PrintedNameForm | None:
    """None where no certificate comes of it, or its name is known. Two queries."""
    if not sign_up.run.course.is_certifying:
        return None
    user = sign_up.user or find_people([sign_up.email]).get(sign_up.email.lower())
    if user is not None and user.certificate_name_confirmed_at:
        return None
    data = request.POST if request.method == "POST" else None
    return PrintedNameForm(data, initial={"name": sign_up.name}, prefix="certificate")


def _confirmed(
    request: HttpRequest, sign_up: SignUp, enrollment: Enrollment, found: Webinar, now: datetime
) -> HttpResponse:
    user = sign_up.user
    zone = user.time_zone if user else sign_up.time_zone
    context = {
        **_about(found, now),
        "sign_up": sign_up,
        "shown": _shown(found, zone, now),
        "link": newest_link(enrollment),
        "has_password": user is not None and user.has_usable_password(),
    }
    return render(request, "live/webinar/confirmed.html", context)


def _about(found: Webinar, now: datetime) -> dict[str, Any]:
    return {
        "webinar": found,
        "run": found.run,
        "session": found.session,
        "refusal": found.refusal,
        "is_over": found.is_over(at=now),
        **PAGE,
    }


def _shown(found: Webinar, zone: str, now: datetime) -> ShownSession | None:
    if found.session is None:
        return None
    return show_session(found.session, reader_zone=zone, at=now)


def _language() -> str:
    return get_language() or "en"
