"""The notification centre: what happened for somebody, and how they want to hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.numbers import number_of
from notifications.actions import choose, see
from notifications.forms import ChoicesForm
from notifications.reading import read_notices

if TYPE_CHECKING:
    from users.models import User


@login_required
@require_http_methods(["GET", "HEAD"])
@cache_control(private=True, no_store=True)
def list_notices(request: HttpRequest) -> HttpResponse:
    """What happened, the newest first. Looking changes nothing."""
    before = number_of(request.GET.get("before", ""))
    page = read_notices(cast("User", request.user), before=before)
    return render(request, "notifications/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def seen(request: HttpRequest) -> HttpResponse:
    """Nothing up to this one is new any more. By GET (after signing in again) the list."""
    until = number_of(request.POST.get("until", ""))
    if request.method == "POST" and until is not None:
        see(user=cast("User", request.user), until=until, at=timezone.now())
        if request.headers.get("HX-Request"):
            return HttpResponse("")
    return redirect("notifications:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def choices(request: HttpRequest) -> HttpResponse:
    """The section of the profile, as a page of its own."""
    user = cast("User", request.user)
    form = ChoicesForm.of(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "notifications/choices.html", {"notices": form}, status=status)
    choose(user=user, ways=form.cleaned_data)
    messages.success(request, _("Your choices are saved."))
    return redirect("notifications:choices")  # the message stands at its top
