"""What a person allows, and the texts that they agree to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.sharing import close_to_checks, open_to_checks
from users.actions import agree_to_policies, choose_statistics
from users.forms import ConsentForm
from users.models import User
from users.policies import read_policies

from .oneself import back_to, for_oneself, posted


@for_oneself
@posted
def consents(request: HttpRequest, user: User) -> HttpResponse:
    form = ConsentForm(request.POST)
    if form.is_valid():
        _set_checks(user, form.cleaned_data["certificates_public"])
        choose_statistics(
            user=user,
            is_given=form.cleaned_data["statistics"],
            gender=form.cleaned_data["gender"],
            language=get_language() or user.language,
            source="profile",
            at=timezone.now(),
        )
        messages.success(request, _("Your choices are saved."))
    return back_to("consents")


def _set_checks(user: User, is_open: bool) -> None:
    language, at = get_language() or user.language, timezone.now()
    if is_open:
        open_to_checks(holder=user, language=language, source="profile", at=at)
    else:
        close_to_checks(holder=user, language=language, at=at)


@for_oneself
@posted
def agree(request: HttpRequest, user: User) -> HttpResponse:
    """The texts changed since they agreed: a notice on the dashboard and the profile asks."""
    language = get_language() or user.language
    agree_to_policies(
        user=user,
        policies=read_policies(language),
        language=language,
        source="notice",
        at=timezone.now(),
    )
    messages.success(request, _("Thank you. You will be asked again when a text changes."))
    return redirect("home:dashboard" if request.POST.get("from") == "dashboard" else "home:profile")
