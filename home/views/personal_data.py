"""Download one's data, and the way out."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from users.actions import erase_user
from users.models import User
from users.personal_data import collect_personal_data

from .oneself import for_oneself, posted


@for_oneself
@posted
def download_data(request: HttpRequest, user: User) -> HttpResponse:
    """A JSON file of everything."""
    now = timezone.now()
    response = JsonResponse(
        collect_personal_data(user=user, at=now),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    name = f"citynet-learning-{timezone.localdate(now).isoformat()}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_oneself
@reauthentication_required
def erase(request: HttpRequest, user: User) -> HttpResponse:
    """What stays and what goes, for whoever has just typed the password again."""
    if request.method != "POST":
        return render(request, "home/erase.html", {"user": user})
    keep = request.POST.get("certificates") != "hide"
    erase_user(user=user, at=timezone.now(), by=user, keep_certificates=keep)
    logout(request)
    return redirect("home:erased")


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Goodbye. Says nothing about anybody, so anybody may see it."""
    return render(request, "home/erased.html")
