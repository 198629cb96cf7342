"""A kind of mail off and on by the link in it, without signing in.

A GET changes nothing: scanners open every link. The token of a mail is the right to be here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mail.models import Delivery

if TYPE_CHECKING:
    from users.models import User


class Stop(Protocol):
    def __call__(self, *, user: User, at: datetime) -> None: ...


class Resume(Protocol):
    def __call__(self, *, user: User) -> None: ...


@dataclass(frozen=True, slots=True)
class Switch:
    """`template`: of the mails that it is about. `pages`: the templates of its pages begin so."""

    template: str
    address: str
    pages: str
    is_off: Callable[[User], bool]
    stop: Stop
    resume: Resume

    def answer(self, request: HttpRequest, token: str) -> HttpResponse:
        """GET shows a button; POST stops or resumes. A provider's one click (RFC 8058) is answered
        200 for every token, without a redirect."""
        user = self._reader_of(token)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            if user is not None:
                self.stop(user=user, at=timezone.now())
            return _sealed(HttpResponse("OK\n", content_type="text/plain; charset=utf-8"))
        if user is None:
            return _sealed(render(request, f"{self.pages}_dead_link.html", status=404))
        if request.method == "POST":
            self.turn(user, is_wanted=request.POST.get("wants") == "yes")
            return _sealed(redirect(self.address, token=token))
        return _sealed(render(request, f"{self.pages}_off.html", {"is_off": self.is_off(user)}))

    def turn(self, user: User, *, is_wanted: bool) -> None:
        if is_wanted:
            self.resume(user=user)
        else:
            self.stop(user=user, at=timezone.now())

    def _reader_of(self, token: str) -> User | None:
        """Who got the mail with this token; nobody where their account is closed."""
        try:
            known = UUID(token)
        except ValueError:
            return None
        mails = Delivery.objects.filter(token=known, template=self.template)
        found = mails.select_related("user").first()
        user = found.user if found else None
        return cast("User", user) if user is not None and user.is_active else None


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
