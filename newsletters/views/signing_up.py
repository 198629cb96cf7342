"""Sign up, and ask for one's link: for anybody, so every answer is the same for everybody."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.fairness import take_as_long_for_everybody
from core.page_cache import mark_public
from newsletters import actions, wording
from newsletters.actions.proof import Proof
from newsletters.forms import LinkForm, SubscribeForm

from .origin import comes_from_us


@require_safe
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form with all lists. Names nobody, so it is kept like every public page."""
    mark_public(request)
    return _show(request, SubscribeForm())


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@take_as_long_for_everybody
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form of the foot, the home page and the page above; a mistake comes back on the page."""
    if request.method != "POST":
        return redirect("newsletters:sign-up")
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    refusal = _refusal(request)
    if refusal:
        return _show(request, form, refusal=refusal)
    if not form.is_trapped:
        language = get_language() or settings.LANGUAGE_CODE
        source = form.cleaned_data["source"] or "page"
        actions.subscribe(
            address=form.cleaned_data["email"],
            lists=form.chosen(),
            language=language,
            proof=Proof(source, language, wording.asking()),
            at=timezone.now(),
        )
    return redirect("newsletters:asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look into your inbox. The same for whoever is new, subscribed already, or a robot."""
    return render(request, "newsletters/asked.html", {"is_newsletter": True})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@take_as_long_for_everybody
def link(request: HttpRequest) -> HttpResponse:
    """Mail me my link; says nothing about whether there is one."""
    form = LinkForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = _refusal(request)
        if not refusal:
            actions.mail_link(address=form.cleaned_data["email"], at=timezone.now())
            return redirect("newsletters:asked")
    context = {"form": form, "refusal": refusal, "is_newsletter": True}
    return render(request, "newsletters/link.html", context, status=429 if refusal else 200)


@require_safe
def preferences_start(request: HttpRequest) -> HttpResponse:
    """As somebody types it who lost their mail: they are asked where to mail their link."""
    return redirect("newsletters:link")


def _refusal(request: HttpRequest) -> str:
    """What to do where this form cannot be taken now; empty where it can."""
    if not comes_from_us(request):
        return _("Your browser did not say where this form came from. Press the button once more.")
    if not ratelimit.consume(request, action="newsletter"):
        return _("Too many addresses were sent from here in a short time. Try again in a minute.")
    return ""


def _show(request: HttpRequest, form: SubscribeForm, *, refusal: str = "") -> HttpResponse:
    context = {
        "form": form,
        "lines": form.lines,
        "wording": wording.asking(),
        "refusal": refusal,
        "is_newsletter": True,
    }
    status = 429 if refusal else 200
    return render(request, "newsletters/sign_up.html", context, status=status)
