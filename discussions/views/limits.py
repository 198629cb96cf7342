"""How often somebody may write. Whoever is too fast keeps what they typed."""

from __future__ import annotations

from typing import cast

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest
from django.utils.translation import gettext as _

from users.models import User

RATES = {"thread": "5/h/user", "post": "10/10m/user", "report": "20/d/user"}


class TooFast(Exception):
    """The text says how long to wait."""


def require_patience(request: HttpRequest, action: str) -> None:
    """Raises TooFast. Counts the attempt."""
    user = cast("User", request.user)
    if consume(request, app="discussions", action=action, config=RATES, user=user):
        return
    if action == "thread":
        raise TooFast(_("At most five new threads an hour. Wait a while, then send it again."))
    if action == "report":
        raise TooFast(_("You reported a lot today. Write to the team if there is more."))
    raise TooFast(_("That was a lot in a short time. Wait ten minutes, then send it again."))
