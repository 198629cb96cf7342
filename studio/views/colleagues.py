"""Colleagues of a provider. Every provider comes from `administered_by(user)`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions import (
    LastAdministrator,
    TooManyInvitations,
    change_colleague,
    invite_colleague,
    remove_colleague,
)
from courses.models import Provider
from courses.rights import colleagues_of
from studio.colleagues.forms import ADMINISTRATOR, InviteForm
from studio.colleagues.reading import read_colleagues
from users.models import User


def _asker(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@require_safe
def provider_list(request: HttpRequest) -> HttpResponse:
    """Whose colleagues one looks after; of a single provider straight there."""
    providers = list(Provider.objects.administered_by(request.user))
    if not providers:
        raise PermissionDenied
    if len(providers) == 1:
        return redirect("studio:colleagues", providers[0].pk)
    return render(request, "studio/colleagues_of.html", {"providers": providers})


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, provider_id: int) -> HttpResponse:
    """GET lists them, POST invites one: again the same person is written to once more."""
    provider = get_object_or_404(Provider.objects.administered_by(request.user), pk=provider_id)
    if request.method != "POST":
        return _show(request, provider, InviteForm())
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, provider, form)
    values = form.cleaned_data
    try:
        invite_colleague(
            provider=provider,
            email=values["email"],
            name=values["name"],
            is_administrator=values["role"] == ADMINISTRATOR,
            at=timezone.now(),
            by=_asker(request),
        )
    except TooManyInvitations as refusal:
        form.add_error(None, str(refusal))
        return _show(request, provider, form)
    words = _("An invitation is on its way to %(email)s.")
    messages.success(request, words % {"email": values["email"]})
    return redirect("studio:colleagues", provider.pk)


def _show(request: HttpRequest, provider: Provider, form: InviteForm) -> HttpResponse:
    context = {
        "provider": provider,
        "colleagues": read_colleagues(provider, asker=_asker(request)),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/colleagues.html", context, status=status)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, provider_id: int, person_id: int) -> HttpResponse:
    """GET says what removing them means, POST removes them or gives them another role."""
    provider = get_object_or_404(Provider.objects.administered_by(request.user), pk=provider_id)
    person = get_object_or_404(colleagues_of(provider), pk=person_id)
    if request.method != "POST":
        context = {"provider": provider, "person": person, "is_you": person == request.user}
        return render(request, "studio/colleague.html", context)
    values: dict[str, Any] = {
        "provider": provider,
        "person": person,
        "by": _asker(request),
        "at": timezone.now(),
    }
    try:
        said = _do(request.POST.get("deed", ""), values)
    except LastAdministrator as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said % {"name": person.name or person.email})
    if Provider.objects.administered_by(request.user).filter(pk=provider.pk).exists():
        return redirect("studio:colleagues", provider.pk)
    return redirect(settings.LOGIN_REDIRECT_URL)  # who has left may have no place in the CMS


def _do(deed: str, values: dict[str, Any]) -> str:
    if deed == "remove":
        remove_colleague(**values)
        return _("%(name)s does not work for you here any more.")
    if deed == "promote":
        change_colleague(**values, is_administrator=True)
        return _("%(name)s is an administrator now.")
    if deed == "demote":
        change_colleague(**values, is_administrator=False)
        return _("%(name)s is an author now.")
    return _("Nothing was changed.")
