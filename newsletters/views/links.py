"""A link in a mail: counted, without the reader, and led on to where it was made for."""

from __future__ import annotations

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from newsletters.models import Link


@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Leads to the stored address and to no other. Two queries.

    A HEAD, or a browser that fetches ahead, is no click.
    """
    links = Link.objects.filter(code=code)
    url = links.values_list("url", flat=True).first()
    if url is None:
        raise Http404
    if request.method == "GET" and not _is_ahead(request):
        links.update(click_count=F("click_count") + 1)
    answer = HttpResponseRedirect(url)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _is_ahead(request: HttpRequest) -> bool:
    words = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in word or "prerender" in word for word in words)
