"""allauth's adapter: its mails are secret messages of the ledger, in our layout.

It lies here and not in `users`, because the ledger and the layout do.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Final
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.utils import get_request_param
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext_lazy, override

from users.models import User
from users.models.user import ERASED_DOMAIN

from .actions import queue_delivery
from .addresses import AddressRefused, check_address

# Its text says whether it is the first: whoever signed up for a webinar has needed none.
CHOOSING: Final = "account/choose_password"
# allauth's name of a mail -> our folder, and what its text takes from allauth.
MAILS: Final = {
    "account/email/email_confirmation_signup": ("account/confirm_address", "activate_url"),
    "account/email/email_confirmation": ("account/confirm_address", "activate_url"),
    "account/email/account_already_exists": ("account/account_exists", "password_reset_url"),
    "account/email/unknown_account": ("account/no_account", "signup_url"),
    "account/email/password_reset_key": (CHOOSING, "password_reset_url"),
    "account/email/login_code": ("account/sign_in_code", "code"),
}
NOTICE: Final = "account/notice"
# Mails whose link only leads into the site; the others' links get their way where they are made.
ENTRANCES: Final = {"account/account_exists", "account/no_account"}
# Goes to an address that nobody has proved: the name may be a stranger's words to somebody else.
UNPROVED: Final = {"account/confirm_address"}
# What a form calls the page that a person was going to: see account/password_reset.html.
WAYS: Final = (REDIRECT_FIELD_NAME, "way")
LONGEST_WAY = 300  # characters of an address to go on to: no page of ours has a longer one


class AccountAdapter(DefaultAccountAdapter):
    # What allauth says of "email addresses", in our spelling and manner.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "cannot_remove_primary_email": gettext_lazy(
            "This is the address that we write to. Make another one the first before you remove it."
        ),
        "duplicate_email": gettext_lazy("This e-mail address belongs to your account already."),
        "email_password_mismatch": gettext_lazy(
            "E-mail address and password do not belong together. Look at both and try again."
        ),
        "email_taken": gettext_lazy("Another account has this e-mail address."),
        "max_email_addresses": gettext_lazy("You cannot add more than %d e-mail addresses."),
        "unknown_email": gettext_lazy("No account has this e-mail address."),
        "unverified_primary_email": gettext_lazy("Confirm this e-mail address first."),
    }

    def clean_email(self, email: str) -> str:
        """Raises ValidationError for what the ledger cannot carry."""
        try:
            address = check_address(email)
        except AddressRefused as error:
            raise ValidationError(str(error), code="refused") from error
        if address.endswith(ERASED_DOMAIN):
            raise ValidationError(self.error_messages["unknown_email"], code="refused")
        return address

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """allauth's link, and in it where the person was going, for example to enroll.

        The mail may be opened in another browser, whose session knows nothing of that. Only a
        path of this site gets in, and allauth checks it again when it comes back.
        """
        link = super().get_email_confirmation_url(request, emailconfirmation)
        return _with_way(str(link), request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The same for whoever forgot the password on the way."""
        return _with_way(str(super().get_reset_password_from_key_url(key)), self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write it into the ledger, in the language of whoever reads it."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = user.language if user else get_language() or "en"
        template, word = MAILS.get(template_prefix, (NOTICE, ""))
        name = user.name if user and template not in UNPROVED else ""
        if word:
            value = str(context[word])
            if template in ENTRANCES:
                value = _with_way(value, self.request)
            values: dict[str, Any] = {"value": _in_language(value, language)}
            if template == CHOOSING and user:
                values["is_first"] = not user.has_usable_password()
        else:
            values = self._notice(template_prefix, email, context, language)
        queue_delivery(
            key=f"account:{uuid.uuid4().hex}",
            template=template,
            language=language,
            to_email=email,
            to_name=name,
            user=user,
            context={"name": name, "email": email, **values},
            is_secret=True,
        )

    def _notice(
        self, template_prefix: str, email: str, context: dict[str, Any], language: str
    ) -> dict[str, Any]:
        """Any other mail of allauth: its own words in our layout."""
        with override(language):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        return {"title": message.subject, "text": str(message.body)}


def _with_way(link: str, request: HttpRequest | None) -> str:
    """The link, and in it where the person was going, if that is a page of this site."""
    if request is None:
        return link
    way = next((found for name in WAYS if (found := get_request_param(request, name))), "")
    is_ours = url_has_allowed_host_and_scheme(way, allowed_hosts=None)
    if len(quote(way)) > LONGEST_WAY or not is_ours:
        return link
    return f"{link}?{urlencode({REDIRECT_FIELD_NAME: way})}"


def _in_language(value: str, language: str) -> str:
    """The same address under the reader's language; anything else stays as it is."""
    return str(translate_url(value, language)) if value.startswith("http") else value
