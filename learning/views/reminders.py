"""Mails that whoever gets them turns off by their link: reminders, who asks for a seat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from learning.actions import (
    resume_application_mails,
    resume_reminders,
    stop_application_mails,
    stop_reminders,
)
from learning.mails import APPLICATION_ASKED, REMINDER
from learning.models import NoApplicationMails, NoReminders

from .by_token import Switch

REMINDERS = Switch(
    template=REMINDER,
    address="learning:reminders-off",
    pages="learning/reminders",
    is_off=lambda user: NoReminders.objects.filter(user=user).exists(),
    stop=stop_reminders,
    resume=resume_reminders,
)
APPLICATIONS = Switch(
    template=APPLICATION_ASKED,
    address="learning:applications-off",
    pages="learning/applications",
    is_off=lambda user: NoApplicationMails.objects.filter(user=user).exists(),
    stop=stop_application_mails,
    resume=resume_application_mails,
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminders_off(request: HttpRequest, token: str) -> HttpResponse:
    """Reminders to a learner."""
    return REMINDERS.answer(request, token)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def applications_off(request: HttpRequest, token: str) -> HttpResponse:
    """Mails to a team about who asks for a seat."""
    return APPLICATIONS.answer(request, token)
