"""Whether an author is still signed in, asked before a form of the editor is sent."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """`{"token": …}` of the present session; whoever is signed out is led to sign in, as anywhere.

    A page that was opened before signing in anew holds the token of the session that ended.
    """
    return JsonResponse({"token": get_token(request)})
