"""Imports: load a file, read what would happen, start it, read what was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.csv_file import FileRefused, Table, csv_lines
from core.moment_fields import DayField
from core.offering import offer
from core.policies import AskingPolicy
from core.uploads import say_if_refused
from newsletters.importing import Facts, plan_import, start_import
from newsletters.importing.reader_file import MAX_BYTES, MAX_ROWS, read_readers
from newsletters.models import ImportOutcome, ImportRow, MailingList, ReaderImport, say_outcome

from .rights import clerk, for_secretariat, policy

ROWS_ON_A_PAGE = 100


class ReaderFileForm(forms.Form):
    """A file, and what holds for all its rows. `table` is what was read of it."""

    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=_("At most 10 MB and 50,000 people."),
    )
    mailing_list = forms.ModelChoiceField(
        label=_("List"), queryset=MailingList.objects.prefetch_related("texts")
    )
    source = forms.CharField(
        label=_("Where they agreed"),
        required=False,
        max_length=150,
        help_text=_("For rows without a source of their own, for example: paper list, forum 2023."),
    )
    consent_date = DayField(
        label=_("When they agreed"),
        required=False,
        help_text=_("For rows without a date of their own."),
    )
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("For rows without a language of their own.")
    )
    table: Table

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        offer(self, "language", settings.LANGUAGES)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            # One byte more than is taken says that it is too large; the rest need not be read.
            self.table = read_readers(file.read(MAX_BYTES + 1))
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class ImportIndexView(generic.IndexView):
    any_permission_required = ["view"]
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[ReaderImport]:
        rows = ReaderImport.objects.order_by("-pk").select_related("mailing_list", "created_by")
        return rows.prefetch_related("mailing_list__texts")


class ReaderImportViewSet(ModelViewSet):
    model = ReaderImport
    name = "newsletter-imports"
    icon = "upload"
    menu_label = _("Imports")
    index_view_class = ImportIndexView
    copy_view_enabled = False
    form_fields = ["file_name"]
    search_fields = ["file_name"]
    search_backend_name = None
    list_display = [
        TitleColumn("file_name", label=_("File"), url_name="newsletter-imports:report"),
        "mailing_list",
        "created_by",
        DateColumn("created_at", label=_("Loaded")),
        DateColumn("finished_at", label=_("Finished")),
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return policy(ReaderImport, "view", "add")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("new/", load, name="add"),
            *(each for each in super().get_urlpatterns() if each.name != "add"),
            path("<int:pk>/report/", report, name="report"),
            path("<int:pk>/report.csv", report_csv, name="report-csv"),
        ]


@for_secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """GET asks for a file; POST reads it and shows what would become of each row."""
    form = ReaderFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        say_if_refused(request, form)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        planned = plan_import(
            table=form.table,
            file_name=values["file"].name,
            facts=Facts(
                values["mailing_list"],
                values["language"],
                values["consent_date"],
                values["source"],
            ),
            by=clerk(request),
            at=timezone.now(),
        )
        return redirect("newsletter-imports:report", planned.pk)
    return render(request, "newsletters/cms/import_new.html", {"form": form, "most": MAX_ROWS})


@for_secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen, and a button; by POST it begins, and the page says how far it is."""
    rows = ReaderImport.objects.select_related("mailing_list", "created_by")
    planned = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        if start_import(planned=planned, at=timezone.now()):
            messages.success(request, _("The import has begun. Nobody gets a mail."))
        return redirect("newsletter-imports:report", pk)
    kind = request.GET.get("outcome", "")
    shown = planned.rows.filter(outcome=kind) if kind in ImportOutcome.values else planned.rows
    context = {
        "planned": planned,
        "counts": _counts(planned),
        "kind": kind if kind in ImportOutcome.values else "",
        "total": planned.rows.count(),
        "done": planned.rows.exclude(done_at=None).count(),
        "joining": planned.rows.filter(outcome=ImportOutcome.JOINS).count(),
        "page": Paginator(shown.order_by("number"), ROWS_ON_A_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "newsletters/cms/import_report.html", context)


def _counts(planned: ReaderImport) -> list[dict[str, object]]:
    """How many rows of each outcome, in the order of the outcomes."""
    rows = planned.rows.order_by().values_list("outcome").annotate(number=Count("pk"))
    found = dict(rows)
    return [
        {
            "value": each.value,
            "label": say_outcome(each, is_done=planned.finished_at is not None),
            "number": found[each.value],
        }
        for each in ImportOutcome
        if each.value in found
    ]


@require_safe
@for_secretariat
def report_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every row with its outcome, for whoever mends the list."""
    planned = get_object_or_404(ReaderImport, pk=pk)
    rows = planned.rows.order_by("number")
    return StreamingHttpResponse(
        csv_lines(["row", "e-mail", "name", "outcome", "note"], _report_rows(rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{planned.pk}.csv"'},
    )


def _report_rows(rows: QuerySet[ImportRow]) -> Iterator[list[object]]:
    for row in rows.iterator(chunk_size=2000):
        yield [row.number, row.email, row.name, row.said, row.note]
