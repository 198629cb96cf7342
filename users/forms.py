"""Forms about oneself: make an account, profile, the name on certificates, consents."""

from __future__ import annotations

from typing import Any, Self

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .actions import agree_to_policies
from .fields import (
    GuessedTimeZoneField,
    LatinNameField,
    NameField,
    TerritoryField,
    TimeZoneField,
)
from .models import Gender, Purpose, User
from .password_forms import ShortPasswordHint
from .policies import Policy, read_policies


class SignupForm(ShortPasswordHint, AllauthSignupForm):
    """allauth's form with a name, the agreement, and the time zone that a script guesses."""

    field_order = ["name", "email", "password1", "agrees", "time_zone"]

    name = NameField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As others should see it, in your own script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agrees = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("To make an account, agree to the terms and tick this box.")
        }
    )
    time_zone = GuessedTimeZoneField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policies = read_policies(get_language() or settings.LANGUAGE_CODE)
        self.fields["agrees"].label = _agreement(self.policies)
        self.fields["email"].label = _("E-mail")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Account, address and consents, or nothing. Of two clicks the second finds it taken."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        language = get_language() or settings.LANGUAGE_CODE
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.language = language
        user.save(update_fields=["name", "time_zone", "language"])
        agree_to_policies(
            user=user,
            policies=self.policies,
            language=language,
            source="sign-up",
            at=timezone.now(),
        )


def _agreement(policies: tuple[Policy, ...]) -> SafeString:
    addresses = {policy.purpose: policy.url for policy in policies}
    return format_html(
        _("I agree to the {terms} and have read the {privacy}."),
        terms=_link(_("terms of use"), addresses.get(Purpose.TERMS, "")),
        privacy=_link(_("privacy notice"), addresses.get(Purpose.PRIVACY, "")),
    )


def _link(words: str, url: str) -> str | SafeString:
    return format_html('<a href="{}">{}</a>', url, words) if url else words


class ProfileForm(forms.Form):
    """What others and our pages need to know. `ProfileForm.of(user)` is filled in."""

    name = NameField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As others should see it, in your own script."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = TerritoryField(
        label=gettext_lazy("Country or territory"),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For mails and certificates."),
    )
    time_zone = TimeZoneField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("Dates are shown in it.")
    )

    @classmethod
    def of(cls, user: User, data: Any = None, *, proposed_zone: str = "") -> Self:
        """`proposed_zone` stands there instead of the one that is saved."""
        initial = {name: getattr(user, name) for name in cls.base_fields}
        return cls(data, initial=initial | ({"time_zone": proposed_zone} if proposed_zone else {}))


class CertificateNameForm(forms.Form):
    """What certificates will print. Whether they can is asked by an app that knows the fonts."""

    name = NameField(
        label=gettext_lazy("Name on certificates"),
        help_text=gettext_lazy("In any script, exactly as it should be printed."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    latin = LatinNameField(
        label=gettext_lazy("The same name in Latin letters"),
        required=False,
        help_text=gettext_lazy("Stands below, for readers who do not know your script."),
    )

    @classmethod
    def of(cls, user: User, data: Any = None) -> Self:
        initial = {
            "name": user.certificate_name or user.name,
            "latin": user.certificate_name_latin,
        }
        return cls(data, initial=initial, prefix="certificate")


class ConsentForm(forms.Form):
    """What may be done with one's data beyond what an account needs."""

    certificates_public = forms.BooleanField(
        label=gettext_lazy("Whoever has the code of a certificate of mine may check it"),
        help_text=gettext_lazy(
            "Its public page shows what stands on the paper. Without this it says “unknown”."
        ),
        required=False,
    )
    statistics = forms.BooleanField(
        label=gettext_lazy("My progress may be counted in statistics"),
        help_text=gettext_lazy("Reports hold numbers, never names."),
        required=False,
    )
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender, for statistics"),
        choices=[("", gettext_lazy("I do not say")), *Gender.choices],
        help_text=gettext_lazy(
            "Only if you like, and only with the consent above: without it we forget what you "
            "chose. Nobody sees it of you alone."
        ),
        required=False,
    )
