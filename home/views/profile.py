"""My profile: each section is a form of its own, and errors come back on the same page."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from certificates.issuing import names_confirmed
from certificates.sample import draw_name
from certificates.sharing import is_open_to_checks, open_to_checks
from core.moments import say_zone
from home.forms import CertificateNameForm
from learning.models import NoReminders
from members.forms import AffiliationForm
from newsletters.forms import ListsForm
from newsletters.models import is_kept_apart, own_reader
from newsletters.reading import waiting_lists
from newsletters.wording import choosing, confirming
from notifications.forms import ChoicesForm
from users.actions import (
    change_profile,
    confirm_certificate_name,
)
from users.consents import has_consented
from users.forms import ConsentForm, ProfileForm
from users.models import Purpose, User
from users.policies import missing_policies, read_policies
from users.territories import known_time_zone

from .oneself import back_to, for_oneself, posted


@for_oneself
def profile(request: HttpRequest, user: User) -> HttpResponse:
    """The page, and its section "about me"."""
    if request.method != "POST":
        return _page(request, user)
    about, affiliation = ProfileForm.of(user, request.POST), AffiliationForm(user, request.POST)
    if not (about.is_valid() and affiliation.is_valid()):
        return _page(request, user, about=about, affiliation=affiliation)
    change_profile(user=user, **about.cleaned_data)
    affiliation.save()
    with override(user.language):
        messages.success(request, _("Your profile is saved."))
        return redirect("home:profile")


@for_oneself
@posted
def certificate_name(request: HttpRequest, user: User) -> HttpResponse:
    """Confirm the name that stands in the form, in one deed; the page then shows it in print.

    Certificates that wait for it are made at once, so nobody should confirm a name unseen: with
    `?proof` the form is asked, while somebody types, for the picture alone, and writes nothing.
    """
    form = CertificateNameForm.of(user, request.POST)
    if "proof" in request.GET:
        context = {"proof": _draw_proof(form, user), "certificate": form}
        return render(request, "home/profile/name_proof.html", context)
    if form.is_valid() and _draw_proof(form, user) is None:
        form.add_error("name", _("This name cannot be printed. Write it in another way."))
    if not form.is_valid():
        return _page(request, user, certificate=form)
    confirm_certificate_name(user=user, **form.cleaned_data, at=timezone.now())
    names_confirmed()
    if is_open_to_checks(user):
        language = get_language() or user.language
        open_to_checks(holder=user, source="certificate name", language=language, at=timezone.now())
    words = _("Your name is confirmed. Certificates will show it as it stands below.")
    messages.success(request, words)
    return back_to("certificate-name")


def _page(request: HttpRequest, user: User, **forms: Any) -> HttpResponse:
    certificate = forms.get("certificate") or CertificateNameForm.of(user)
    proposed = _proposed_zone(request, user)
    reader = own_reader(user)
    language = get_language() or user.language
    context = {
        "user": user,
        "about": ProfileForm.of(user, proposed_zone=proposed),
        "proposed_zone": say_zone(proposed) if proposed else "",
        "affiliation": AffiliationForm(user),
        "consents": ConsentForm(
            initial={
                "certificates_public": is_open_to_checks(user),
                "statistics": has_consented(user, Purpose.STATISTICS),
                "gender": user.gender,
            }
        ),
        **forms,
        "certificate": certificate,
        "proof": _draw_proof(certificate, user),
        "wants_reminders": not NoReminders.objects.filter(user=user).exists(),
        "notices": ChoicesForm.of(user),
        "reader": reader,
        "lists": ListsForm.of(reader),
        "list_words": choosing(),
        "is_kept_apart": is_kept_apart(user, reader),
        "waiting": waiting_lists(user, reader, language),
        "confirm_words": confirming(),
        "policies": read_policies(language),
        "missing_policies": missing_policies(user, language),
    }
    return render(request, "home/profile.html", context)


def _proposed_zone(request: HttpRequest, user: User) -> str:
    """The clock of their device, where it is another than the profile's: chosen in the form, and
    not saved. "" where none is proposed."""
    zone = known_time_zone(request.GET.get("zone", ""))
    return "" if zone in {"UTC", user.time_zone} else zone


def _draw_proof(form: CertificateNameForm, user: User) -> dict[str, str] | None:
    """The name in the form as it will be printed; None where it is wrong or missing."""
    if form.is_bound and not form.is_valid():
        return None
    values = form.cleaned_data if form.is_bound else form.initial
    name, latin = values["name"], values["latin"]
    png = draw_name(name, latin, language=user.language, country=user.country) if name else None
    if png is None:
        return None
    picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    words = f"{name}, {latin}" if latin else name
    return {"picture": picture, "words": words}
