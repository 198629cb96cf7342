"""Pages about whoever is signed in, for themselves alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

if TYPE_CHECKING:
    from users.models import User

OwnView = Callable[[HttpRequest, "User"], HttpResponse]


def for_oneself(view: OwnView) -> Callable[[HttpRequest], HttpResponse]:
    """For signed-in people about themselves; never kept by any cache."""

    @wraps(view)
    def own(request: HttpRequest) -> HttpResponse:
        return view(request, cast("User", request.user))

    allowed = require_http_methods(["GET", "HEAD", "POST"])
    return cache_control(private=True, no_store=True)(login_required(allowed(own)))


def posted(view: OwnView) -> OwnView:
    """Whoever comes to the address of a form by GET (after signing in again) sees the profile."""

    @wraps(view)
    def answered(request: HttpRequest, user: User) -> HttpResponse:
        return view(request, user) if request.method == "POST" else redirect("home:profile")

    return answered


def back_to(section: str) -> HttpResponse:
    """To this section of the profile."""
    return redirect(f"{reverse('home:profile')}#{section}")
