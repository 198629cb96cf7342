"""Middleware of the project."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


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


class CmsPolicyMiddleware:
    """The CMS is Wagtail's and writes scripts and styles into its pages; the site never does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith("/cms/") and not hasattr(response, "_csp_replace"):
            response._csp_replace = settings.LMS_CMS_SECURITY_POLICY  # type: ignore[attr-defined]
        return response
