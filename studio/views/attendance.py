"""The report of a meeting: loaded, its columns told, looked at, confirmed. For hosts alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.moments import say_briefly
from core.uploads import say_if_refused
from live.actions import Imported, NotImported, import_report, load_report, map_report
from live.models import AttendanceReport, LiveSession
from live.reported import KEPT_DAYS, has_open_question, read_reported, sheet_of
from live.reports.columns import ACCOUNT, EMAIL
from studio.sessions.report_forms import ColumnsForm, PeopleForm, ReportFileForm
from studio.sessions.report_page import Preview, preview_of
from users.models import User

EXAMPLE_LINES = 3


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_import(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET asks for the file, POST reads it and leads to what it says. Nothing is counted yet."""
    session = _find_session(request, session_id)
    form = ReportFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound:
        say_if_refused(request, form)
        response = _load(request, session, form) if form.is_valid() else None
        if response is not None:
            return response
    context = {
        "run": session.run,
        "session": session,
        "form": form,
        "reports": [
            (each, say_briefly(each.read_at, session.time_zone))
            for each in AttendanceReport.objects.filter(session=session, wiped_at=None)
        ],
        "kept_days": KEPT_DAYS,
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/sessions/import.html", context, status=status)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_report(request: HttpRequest, session_id: int, token: UUID) -> HttpResponse:
    """What the file says: first which column is what, where we do not know it; then of whom."""
    session = _find_session(request, session_id)
    report = get_object_or_404(AttendanceReport, session=session, token=token)
    if report.wiped_at is not None:
        words = _("The lines of this report were deleted after %(days)d days. Load it once more.")
        messages.info(request, words % {"days": KEPT_DAYS})
        return redirect("studio:session-import", session.pk)
    if request.POST.get("deed") == "columns":
        return _map(request, session, report)
    asks = "columns" in request.GET or has_open_question(report, sheet_of(report))
    if request.method != "POST" and asks:
        return _ask_columns(request, session, ColumnsForm(report=report))
    return _look(request, session, report)


def _load(request: HttpRequest, session: LiveSession, form: ReportFileForm) -> HttpResponse | None:
    """None where it was refused: the form then says why."""
    file: UploadedFile = form.cleaned_data["file"]
    try:
        report, is_new = load_report(
            session=session,
            sheet=form.sheet,
            digest=form.digest,
            file_name=file.name or "",
            by=_person(request),
            at=timezone.now(),
        )
    except NotImported as refusal:
        form.add_error("file", str(refusal))
        return None
    if not is_new:
        words = _("This file was loaded before. Loading it twice changes nothing: here it is.")
        messages.info(request, words)
    return redirect("studio:session-report", session.pk, report.token)


def _map(request: HttpRequest, session: LiveSession, report: AttendanceReport) -> HttpResponse:
    form = ColumnsForm(request.POST, report=report)
    if not form.is_valid():
        return _ask_columns(request, session, form)
    data = form.cleaned_data
    map_report(report=report, places=form.places(), unit=data["unit"], is_whole=data["whole"])
    return redirect("studio:session-report", session.pk, report.token)


def _ask_columns(request: HttpRequest, session: LiveSession, form: ColumnsForm) -> HttpResponse:
    context = {
        "run": session.run,
        "session": session,
        "form": form,
        "titles": form.sheet.titles,
        "rows": [cells for _number, cells in form.sheet.rows[:EXAMPLE_LINES]],
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/sessions/report_columns.html", context, status=status)


def _look(request: HttpRequest, session: LiveSession, report: AttendanceReport) -> HttpResponse:
    """The preview; POST counts it, with whom the host chose."""
    preview = preview_of(read_reported(report, session))
    form = PeopleForm(
        request.POST if request.method == "POST" else None,
        unmatched=preview.asked,
        people=preview.reported.people,
    )
    if form.is_bound and form.is_valid():
        try:
            done = import_report(
                report=report, chosen=form.chosen(), by=_person(request), at=timezone.now()
            )
        except NotImported as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _say_done(done))
            return redirect("studio:session-report", session.pk, report.token)
    return _show(request, session, report, preview, form)


def _show(
    request: HttpRequest,
    session: LiveSession,
    report: AttendanceReport,
    preview: Preview,
    form: PeopleForm,
) -> HttpResponse:
    context: dict[str, Any] = {
        "run": session.run,
        "session": session,
        "report": report,
        "preview": preview,
        "lacks_addresses": not {EMAIL, ACCOUNT} & sheet_of(report).columns.keys(),
        "form": form,
        "asked": preview.with_fields(form),
        "labels": sorted(form.labels.values(), key=str.casefold),
    }
    status = 422 if form.is_bound else 200
    return render(request, "studio/sessions/report.html", context, status=status)


def _say_done(done: Imported) -> str:
    if not done.added and not done.raised:
        return _("Nothing changed: all of this was counted before.")
    parts = []
    if done.added:
        words = ngettext("%(count)d person was added.", "%(count)d people were added.", done.added)
        parts.append(words % {"count": done.added})
    if done.raised:
        words = ngettext(
            "Of %(count)d person more minutes are known.",
            "Of %(count)d people more minutes are known.",
            done.raised,
        )
        parts.append(words % {"count": done.raised})
    return " ".join(parts)


def _find_session(request: HttpRequest, session_id: int) -> LiveSession:
    """With run, course and provider; 404 for whoever does not host it."""
    rows = LiveSession.objects.editable_by(request.user).select_related("run__course__provider")
    return get_object_or_404(rows, pk=session_id)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
