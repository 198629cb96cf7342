"""Middleware of the project."""

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
