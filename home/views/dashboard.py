"""My learning: the next thing to do first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from home.my_learning import read_my_learning
from users.models import User
from users.policies import missing_policies


@require_GET
@login_required
@cache_control(private=True, no_store=True)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Whatever the signed-in person is enrolled in; see `home.my_learning` for its queries."""
    assert isinstance(request.user, User)  # noqa: S101 (login_required)
    learning = read_my_learning(user=request.user, at=timezone.now())
    context = {
        "learning": learning,
        "user": request.user,
        "missing_policies": missing_policies(request.user, get_language() or "en"),
    }
    return render(request, "home/dashboard.html", context)
