"""Whether somebody wants to be reminded of their courses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.actions import resume_reminders, stop_reminders
from users.models import User

from .oneself import back_to, for_oneself, posted


@for_oneself
@posted
def reminders(request: HttpRequest, user: User) -> HttpResponse:
    """Off, or on again."""
    if request.POST.get("wants") == "yes":
        resume_reminders(user=user)
    else:
        stop_reminders(user=user, at=timezone.now())
    messages.success(request, _("Your choices are saved."))
    return back_to("reminders")
