"""Answers that take as long for everybody: how long one took tells nobody whom we know."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

SECONDS: Final = 0.1  # longer than an answer takes where nobody else asks
View = Callable[..., HttpResponse]


def take_as_long_for_everybody(view: View) -> View:
    """A view that takes an address from anybody answers a POST at a full step of the clock.

    On a busy machine an answer takes longer than one step; then the next one hides by how much.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        began = time.monotonic()
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            time.sleep(-(time.monotonic() - began) % SECONDS)
        return response

    return opened
