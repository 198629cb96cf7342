"""Middleware of the project."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from users.models import User

LANGUAGE_CODES = frozenset(code for code, _name in settings.LANGUAGES)
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60
OPEN_CMS = "wagtailadmin.access_admin"
# Addresses of the CMS that anybody may ask for, whatever their rights.
CMS_FOR_ALL = ("/cms/logout/", "/cms/jsi18n/", "/cms/sprite", "/cms/password_reset/")


class PrefixMiddleware(LocaleMiddleware):
    """Django's, but a view's own "not found" stays one.

    Django sends every 404 without a language prefix to the same address with one. That is right
    where no view answers an address, and wrong for a certificate that does not exist.

    An address without a prefix takes its language from `?lang=`, as the language menu names it
    there, and the browser keeps the choice for the next such address.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = _chosen_language(request)
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        chosen = _chosen_language(request)
        if chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=LANGUAGE_COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        if response.status_code == 404 and request.resolver_match is not None:
            response.headers.setdefault("Content-Language", translation.get_language())
            return response
        return super().process_response(request, response)


def _chosen_language(request: HttpRequest) -> str:
    chosen = request.GET.get("lang", "")
    has_prefix = translation.get_language_from_path(request.path_info) is not None
    return chosen if chosen in LANGUAGE_CODES and not has_prefix else ""


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


class CmsEntrance:
    """Who is signed in and may not open the CMS reads so, and is not sent to sign in once more.

    Wagtail leads them to the sign-in, which leads whoever is signed in back, without an end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, user = request.path_info, request.user
        if not path.startswith("/cms/") or path.startswith(CMS_FOR_ALL):
            return self.get_response(request)
        if not isinstance(user, User) or user.has_perm(OPEN_CMS):
            return self.get_response(request)
        response = render(request, "cms_closed.html", status=403)
        patch_cache_control(response, private=True, no_store=True)
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
    if not isinstance(user, User) or not user.has_perm(OPEN_CMS):
        return False
    return not is_mfa_enabled(user)
