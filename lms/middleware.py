"""Middleware of the project."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from users.models import User


class PrefixMiddleware(LocaleMiddleware):
    """Django's, but a view's own "not found" stays one.

    Django sends every 404 without a language prefix to the same address with one. That is right
    where no view answers an address, and wrong for a certificate that does not exist.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 404 and request.resolver_match is not None:
            response.headers.setdefault("Content-Language", translation.get_language())
            return response
        return super().process_response(request, response)


class NulMiddleware:
    """No address holds a NUL: PostgreSQL takes none in a text, and would answer with an error.

    In a query the CMS alone asks the database for whatever was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, query = request.path_info, request.META.get("QUERY_STRING", "")
        if "\0" in path or (path.startswith("/cms/") and "%00" in query):
            return HttpResponseBadRequest(_("This address holds a character that no address has."))
        return self.get_response(request)


class CmsPolicyMiddleware:
    """The CMS is Wagtail's and writes scripts and styles into its pages; the site never does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith("/cms/") and not hasattr(response, "_csp_replace"):
            response._csp_replace = settings.LMS_CMS_SECURITY_POLICY  # type: ignore[attr-defined]
        return response


class CmsSecondFactor:
    """Where LMS_MFA_REQUIRED_FOR_STAFF is set, nobody opens the CMS without a second factor.

    Whoever has none yet is led to the page that sets one up. One query for each CMS address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.LMS_MFA_REQUIRED_FOR_STAFF and _lacks_second_factor(request):
            words = _("The studio opens to you once you have set up a second factor here.")
            messages.warning(request, words)
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def _lacks_second_factor(request: HttpRequest) -> bool:
    """Whether somebody who may open the CMS asks for it without one. Signing out stays open."""
    path, user = request.path_info, request.user
    if not path.startswith("/cms/") or path == "/cms/logout/":
        return False
    if not isinstance(user, User) or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return not is_mfa_enabled(user)
