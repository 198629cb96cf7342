"""Plan a sending, watch it, stop it, settle what is in doubt, read who got it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.csv_file import csv_lines
from mail.finishing import Tally, read_tallies, read_tally
from mail.models import Sending, SendingState
from mail.outages import read_outage, say_outage
from mail.sendings import (
    cancel_sending,
    go_although_late,
    leave_doubtful,
    pause_sending,
    resume_sending,
    retry_deferred,
    send_doubtful_again,
)
from newsletters.models import IssueSending, NewsletterIssuePage
from newsletters.report import Fate, delivery_rows, read_report, rows_by_fate

from .rights import clerk, for_secretariat

PAGE = 50
DOUBTS_SHOWN = 100
LIVE = [SendingState.SCHEDULED, SendingState.RUNNING]


@for_secretariat
def sending_list(request: HttpRequest) -> HttpResponse:
    """All sendings, newest first, and the issues that can be sent."""
    at = timezone.now()
    rows = IssueSending.objects.select_related("sending").prefetch_related("lists__texts")
    rows = rows.order_by("-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("p"))
    tallies = read_tallies([row.sending for row in page], at=at)
    shown = [(row, tallies[row.sending_id]) for row in page]
    recent = NewsletterIssuePage.objects.live().order_by("-month", "-pk")
    recent = list(recent.filter(locale__language_code=settings.LANGUAGE_CODE)[:6])
    keys = [issue.translation_key for issue in recent]
    # The newest of each issue says how it stands.
    sent = rows.prefetch_related(None).filter(issue_key__in=keys)
    newest = {row.issue_key: row.sending for row in reversed(sent)}
    outages = (_say_outage(row.sending, tally) for row, tally in shown)
    context = {
        "rows": shown,
        "page": page,
        "outage": next(filter(None, outages), ""),
        "issues": [(issue, newest.get(issue.translation_key)) for issue in recent],
    }
    return render(request, "newsletters/cms/sending_list.html", context)


@for_secretariat
def sending_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what to decide, and what became of it."""
    context = _detail(pk)
    context["issue"] = _find_page(context["planned"].issue_key)
    return render(request, "newsletters/cms/sending.html", context)


@for_secretariat
def sending_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that renews itself while the sending is on its way."""
    return render(request, "newsletters/cms/includes/progress.html", _detail(pk))


def _detail(pk: int) -> dict[str, Any]:
    rows = IssueSending.objects.select_related("sending__created_by")
    planned = get_object_or_404(rows.prefetch_related("lists__texts"), pk=pk)
    at = timezone.now()
    sending = planned.sending
    report = read_report(planned, at=at)
    doubtful = sending.deliveries.in_doubt(at).order_by("to_name", "pk")[:DOUBTS_SHOWN]
    return {
        "planned": planned,
        "sending": sending,
        "report": report,
        "tally": report.tally,
        "doubtful": list(doubtful) if report.tally.in_doubt else [],
        "outage": _say_outage(sending, report.tally),
        "is_live": sending.state in LIVE,
        "states": SendingState,
        "fates": Fate,
    }


def _find_page(issue_key: UUID) -> NewsletterIssuePage | None:
    """The issue in the language of the site, else as it was written first."""
    pages = NewsletterIssuePage.objects.filter(translation_key=issue_key).select_related("locale")
    every = list(pages.order_by("pk"))
    first = [each for each in every if each.locale.language_code == settings.LANGUAGE_CODE]
    return next(iter([*first, *every]), None)


def _say_outage(sending: Sending, tally: Tally) -> str:
    """That the mail server is away, while this sending waits for it."""
    if sending.state != SendingState.RUNNING or tally.settled == tally.total:
        return ""
    outage = read_outage()
    return say_outage(outage) if outage else ""


def _counted(deed: Callable[..., int]) -> Callable[..., str]:
    def do(**kwargs: Any) -> str:
        count = deed(**kwargs)
        return ngettext("%d message.", "%d messages.", count) % count if count else ""

    return do


def _said(deed: Callable[..., bool], words: Promise) -> Callable[..., str]:
    return lambda **kwargs: str(words) if deed(**kwargs) else ""


# Each says in words what was done; nothing where somebody was faster.
DEEDS: dict[str, Callable[..., str]] = {
    "pause": _said(pause_sending, gettext_lazy("Paused: no further message leaves.")),
    "resume": _said(resume_sending, gettext_lazy("It goes on.")),
    "cancel": _said(cancel_sending, gettext_lazy("Cancelled: whoever had not got it will not.")),
    "go": _said(go_although_late, gettext_lazy("It goes out now.")),
    "again": _counted(send_doubtful_again),
    "leave": _counted(leave_doubtful),
    "retry": _counted(retry_deferred),
}


@for_secretariat
def sending_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """One of DEEDS, by POST alone; the second click finds it done. Cancelling asks first."""
    planned = get_object_or_404(IssueSending.objects.select_related("sending"), pk=pk)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if request.method != "POST" or deed is None:
        raise Http404
    if request.POST["deed"] == "cancel" and "sure" not in request.POST:
        return _ask_to_cancel(request, planned)
    done = deed(sending=planned.sending, by=clerk(request), at=timezone.now())
    if done:
        messages.success(request, done)
    else:
        messages.warning(request, _("Its state has changed meanwhile. Look again."))
    return redirect("newsletters_cms:sending", pk=pk)


def _ask_to_cancel(request: HttpRequest, planned: IssueSending) -> HttpResponse:
    tally = read_tally(planned.sending, at=timezone.now())
    context = {"planned": planned, "sending": planned.sending, "tally": tally}
    return render(request, "newsletters/cms/sending_cancel.html", context)


@for_secretariat
def sending_readers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who got it and who did not, by name; as CSV with `?format=csv`."""
    planned = get_object_or_404(IssueSending.objects.select_related("sending"), pk=pk)
    fate = request.GET.get("fate", "")
    words = request.GET.get("q", "").strip()
    rows = rows_by_fate(planned.sending, fate, at=timezone.now())
    if words:
        rows = rows.filter(to_email__icontains=words) | rows.filter(to_name__icontains=words)
    if request.GET.get("format") == "csv":
        return _csv(planned, rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    context = {
        "planned": planned,
        "sending": planned.sending,
        "page": page,
        "rows": delivery_rows(page.object_list, at=timezone.now()),
        "fate": fate,
        "fates": Fate.choices,
        "words": words,
    }
    return render(request, "newsletters/cms/sending_readers.html", context)


def _csv(planned: IssueSending, rows: Any) -> StreamingHttpResponse:
    """A row for each reader; one at a time, so that a million fit into memory."""
    titles = [
        *(_("Name"), _("E-mail"), _("Language")),
        *(_("What became of it"), _("When (UTC)"), _("Why")),
    ]
    found = delivery_rows(rows.iterator(chunk_size=2000), at=timezone.now())
    values = (
        (row.name, row.email, row.language, row.fate_label, _minute(row.when), row.reply)
        for row in found
    )
    return StreamingHttpResponse(
        csv_lines(titles, values),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="sending-{planned.pk}.csv"'},
    )


def _minute(when: datetime | None) -> str:
    """As a table program reads it: "2026-11-25 22:41", in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if when else ""
