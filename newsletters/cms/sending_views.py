"""Plan a sending, watch it, stop it, settle what is in doubt, read who got it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.csv_file import csv_lines
from mail.finishing import Tally, read_tallies
from mail.models import Sending, SendingState
from mail.outages import read_outage, say_outage
from mail.sendings import (
    SendingRefused,
    cancel_sending,
    go_although_late,
    leave_doubtful,
    pause_sending,
    resume_sending,
    retry_deferred,
    send_doubtful_again,
)
from newsletters.models import Audience, IssueSending, NewsletterIssuePage
from newsletters.planning import plan_sending, published
from newsletters.report import Fate, delivery_rows, read_report, rows_by_fate

from .planning_forms import PlanForm
from .rights import clerk, for_secretariat

PAGE = 50
DOUBTS_SHOWN = 100
LIVE = [SendingState.SCHEDULED, SendingState.RUNNING]


@for_secretariat
def sending_list(request: HttpRequest) -> HttpResponse:
    """All sendings, newest first, and the issues that can be sent."""
    at = timezone.now()
    rows = IssueSending.objects.select_related("sending").order_by("-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("p"))
    tallies = read_tallies([row.sending for row in page], at=at)
    shown = [(row, tallies[row.sending_id]) for row in page]
    recent = NewsletterIssuePage.objects.live().order_by("-month", "-pk")
    recent = list(recent.filter(locale__language_code=settings.LANGUAGE_CODE)[:6])
    keys = [issue.translation_key for issue in recent]
    # The newest of each issue says how it stands.
    newest = {row.issue_key: row.sending for row in reversed(rows.filter(issue_key__in=keys))}
    context = {
        "rows": shown,
        "page": page,
        "issues": [(issue, newest.get(issue.translation_key)) for issue in recent],
    }
    return render(request, "newsletters/cms/sending_list.html", context)


@for_secretariat
def issue_send(request: HttpRequest, issue_key: UUID) -> HttpResponse:
    """GET asks when and to whom; POST plans it."""
    pages = published(issue_key)
    anyone = NewsletterIssuePage.objects.filter(translation_key=issue_key).first()
    if anyone is None:
        raise Http404
    names = dict(settings.LANGUAGES)
    languages = [(code, names[code]) for code in pages]
    form = PlanForm(
        request.POST or None,
        languages=languages,
        initial={"time_zone": clerk(request).time_zone},
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = plan_sending(
                issue_key=issue_key, plan=form.plan(), by=clerk(request), at=timezone.now()
            )
            return redirect("newsletters_cms:sending", pk=planned.pk)
        except SendingRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "issue": next(iter(pages.values()), anyone),
        "pages": [(names[code], page) for code, page in pages.items()],
        "missing": [name for code, name in settings.LANGUAGES if code not in pages],
        "form": form,
        "has_audience": Audience.objects.exists(),
        "earlier": IssueSending.objects.filter(issue_key=issue_key).select_related("sending"),
    }
    return render(request, "newsletters/cms/issue_send.html", context)


@for_secretariat
def sending_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what to decide, and what became of it."""
    return render(request, "newsletters/cms/sending.html", _detail(pk))


@for_secretariat
def sending_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that renews itself while the sending is on its way."""
    return render(request, "newsletters/cms/includes/progress.html", _detail(pk))


def _detail(pk: int) -> dict[str, Any]:
    planned = get_object_or_404(IssueSending.objects.select_related("sending__created_by"), pk=pk)
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


DEEDS: dict[str, Callable[..., Any]] = {
    "pause": pause_sending,
    "resume": resume_sending,
    "cancel": cancel_sending,
    "go": go_although_late,
    "again": _counted(send_doubtful_again),
    "leave": _counted(leave_doubtful),
    "retry": _counted(retry_deferred),
}


@for_secretariat
def sending_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """One of DEEDS, by POST alone; the second click finds that it is done."""
    planned = get_object_or_404(IssueSending.objects.select_related("sending"), pk=pk)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if request.method != "POST" or deed is None:
        raise Http404
    done = deed(sending=planned.sending, by=clerk(request), at=timezone.now())
    if done:
        messages.success(request, _("Done.") if done is True else str(done))
    else:
        messages.warning(request, _("Its state has changed meanwhile. Look again."))
    return redirect("newsletters_cms:sending", pk=pk)


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
    titles = [_("Name"), _("E-mail"), _("Language"), _("What became of it"), _("When"), _("Why")]
    found = delivery_rows(rows.iterator(chunk_size=2000), at=timezone.now())
    values = (
        (row.name, row.email, row.language, row.fate_label, row.when, row.reply) for row in found
    )
    return StreamingHttpResponse(
        csv_lines(titles, values),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="sending-{planned.pk}.csv"'},
    )
