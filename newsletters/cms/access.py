"""Who may send, and see who got what: the secretariat and administrators."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from mail.viewsets import may_see_mail
from users.models import User

View = Callable[..., HttpResponseBase]


def sender_of(request: HttpRequest) -> User:
    """Who asks. Raises Http404 for whoever may not send."""
    user = request.user
    if not isinstance(user, User) or not may_see_mail(user):
        raise Http404
    return user


def for_senders(view: View) -> View:
    """To everybody else the address does not exist."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        sender_of(request)
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        return answer

    return wrapped
