"""Pages of the ledger in the CMS that are about no single row."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from users.models import User

from .deliverability import read_lights, read_records, sample_headers, sender_domain
from .viewsets import may_see_mail


def deliverability(request: HttpRequest) -> HttpResponse:
    """Will our mail arrive?"""
    if not isinstance(request.user, User) or not may_see_mail(request.user):
        raise Http404
    context = {
        "domain": sender_domain(),
        "lights": read_lights(at=timezone.now()),
        "records": read_records(),
        "headers": sample_headers(),
    }
    return render(request, "mail/deliverability.html", context)
