"""The demo’s inbox: what learners would find in theirs. Mounted only where LMS_DEMO is set."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from .inbox import KeptMessage, kept_message, kept_messages


def _message_or_404(message_id: int) -> KeptMessage:
    message = kept_message(message_id)
    if message is None:
        raise Http404
    return message


def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/inbox.html", {"messages_kept": kept_messages()})


def meeting(request: HttpRequest) -> HttpResponse:
    """Where a session of the demo leads: here the service of the meeting would be."""
    return render(request, "demo/meeting.html")


def message(request: HttpRequest, message_id: int) -> HttpResponse:
    kept = _message_or_404(message_id)
    shown = request.GET.get("as", "html")
    if shown not in {"html", "plain", "source"}:
        shown = "html"
    context = {
        "kept": kept,
        "shown": shown,
        "plain": kept.body("plain") if shown == "plain" else "",
        "source": kept.source.decode("utf-8", "replace") if shown == "source" else "",
    }
    return render(request, "demo/message.html", context)


FRAME_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
}


@xframe_options_sameorigin
@csp_replace(FRAME_POLICY)  # type: ignore[arg-type] # its stubs know views without arguments only
def message_html(request: HttpRequest, message_id: int) -> HttpResponse:
    """The HTML part alone, for the frame: it may run nothing and load nothing from elsewhere.

    Its links open outside the frame, where forms work and whoever is signed in stays so.
    """
    kept = _message_or_404(message_id)
    shown = kept.body("html") or format_html("<pre>{}</pre>", kept.body("plain"))
    return HttpResponse(f'<base target="_blank">{shown}')


def message_source(request: HttpRequest, message_id: int) -> HttpResponse:
    """The message as received."""
    kept = _message_or_404(message_id)
    return HttpResponse(
        kept.source,
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{message_id}.eml"'},
    )


def messages_json(request: HttpRequest) -> JsonResponse:
    """All messages, the newest first, for testers."""
    rows = [
        {
            "id": kept.id,
            "received_at": kept.received_at.isoformat(),
            "to": kept.recipient,
            "subject": kept.subject,
            "message_id": str(kept.message["Message-ID"] or ""),
            "eml": reverse("demo:message-source", args=[kept.id]),
        }
        for kept in kept_messages()
    ]
    return JsonResponse({"messages": rows})
