"""Who may see whom the newsletter goes to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from core.policies import AskingPolicy
from mail.viewsets import may_see_mail
from users.models import User

CmsView = Callable[..., HttpResponseBase]


def policy(model: type[Model], *actions: str) -> AskingPolicy:
    return AskingPolicy(model, may_see_mail, actions)


def for_secretariat(view: CmsView) -> CmsView:
    """To everybody else the address does not exist. Its answer is kept by nobody."""

    @wraps(view)
    def opened(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not may_see_mail(clerk(request)):
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return opened


def clerk(request: HttpRequest) -> User:
    """Whoever works here: Wagtail lets nobody in who is not signed in."""
    return cast(User, request.user)
