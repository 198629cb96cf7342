"""How words for many people are written: asked for, shown as they would arrive, then sent."""

from __future__ import annotations

from enum import Enum, auto

from django.http import HttpRequest

from studio.people.message_form import MessageForm


class Stage(Enum):
    ASK = auto()
    REFUSED = auto()
    PREVIEW = auto()
    SEND = auto()


def stage_of(request: HttpRequest, form: MessageForm) -> Stage:
    """By the button that was pressed. Whoever goes back to change finds what they typed.

    Only PREVIEW and SEND have a valid form; what presses no button that is known is shown first.
    """
    deed = request.POST.get("deed", "")
    if request.method != "POST" or deed == "change":
        if form.is_bound:
            form.full_clean()
        return Stage.ASK
    if not form.is_valid():
        return Stage.REFUSED
    return Stage.SEND if deed in {"send", "announce"} else Stage.PREVIEW
