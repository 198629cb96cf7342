"""Readers: who gets what, the proof of it, what was sent, and leaving for somebody who asked us."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from core.csv_file import csv_lines
from core.policies import AskingPolicy
from mail.models import Suppression
from mail.naming import say_what
from newsletters.actions import leave
from newsletters.actions.proof import Proof
from newsletters.models import (
    ConsentRecord,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
    deliveries_of,
)
from newsletters.personal_data import erase_reader

from .rights import clerk, for_secretariat, policy

SHOWN_MAILS = 50


class ReaderFilterSet(WagtailFilterSet):
    """By what they get now, not by what they left."""

    mailing_list = django_filters.ModelChoiceFilter(
        label=_("Gets"),
        queryset=MailingList.objects.prefetch_related("texts"),
        method="filter_list",
    )

    class Meta:
        model = Reader
        fields = ["language"]

    def filter_list(
        self, rows: QuerySet[Reader], name: str, value: MailingList
    ) -> QuerySet[Reader]:
        active = Subscription.objects.active().filter(reader=OuterRef("pk"), mailing_list=value)
        return rows.filter(Exists(active))


class ReaderIndexView(generic.IndexView):
    any_permission_required = ["view"]
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Reader]:
        """The newest first, with what each gets. Those who were erased name nobody."""
        active = Subscription.objects.active().select_related("mailing_list")
        active = active.prefetch_related("mailing_list__texts")
        return (
            Reader.objects.known()
            .order_by("-pk")
            .prefetch_related(Prefetch("subscriptions", active, to_attr="active"))
        )

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:
        own = [
            HeaderButton(
                _("Import"), reverse("newsletter-imports:add"), icon_name="upload", priority=10
            ),
            HeaderButton(
                _("Export as CSV"),
                reverse("newsletter-readers:export"),
                icon_name="download",
                priority=20,
            ),
        ]
        return [*super().header_more_buttons, *own]


def _lists_of(reader: Reader) -> str:
    language = get_language() or "en"
    return ", ".join(row.mailing_list.name_in(language) for row in reader.active)  # type: ignore[attr-defined]


class ReaderInspectView(generic.InspectView):
    template_name = "newsletters/cms/reader.html"
    permission_required = "view"
    any_permission_required = ["view"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Subscriptions, proof, stops, former addresses and mails: a query each, and one for the
        lists' names.
        """
        reader: Reader = self.object
        if reader.erased_at:
            raise Http404
        subscriptions = Subscription.objects.filter(reader=reader).select_related("mailing_list")
        mails = deliveries_of(reader).select_related("sending")[:SHOWN_MAILS]
        records = ConsentRecord.objects.filter(reader=reader).select_related("mailing_list", "by")
        return {
            **super().get_context_data(**kwargs),
            "reader": reader,
            "subscriptions": subscriptions.prefetch_related("mailing_list__texts"),
            "records": records.prefetch_related("mailing_list__texts"),
            "stops": _stops_of(reader),
            "mails": [(mail, say_what(mail)) for mail in mails],
        }


@dataclass(frozen=True, slots=True)
class Stop:
    """Why no mail goes there: of one list, as somebody chose, or of all."""

    pk: int
    words: str
    where: str
    since: datetime
    is_for_all: bool


def _stops_of(reader: Reader) -> list[Stop]:
    rows = list(Suppression.objects.in_force().filter(email_key=reader.email_key))
    every = MailingList.objects.prefetch_related("texts") if rows else ()
    names = {each.scope: str(each) for each in every}
    return [
        Stop(
            row.pk,
            row.get_reason_display(),
            str(_("all mail")) if row.scope == Suppression.ALL else names.get(row.scope, row.scope),
            row.created_at,
            row.scope == Suppression.ALL,
        )
        for row in rows
    ]


class ReaderViewSet(ModelViewSet):
    model = Reader
    name = "newsletter-readers"
    icon = "group"
    menu_label = _("Readers")
    index_view_class = ReaderIndexView
    inspect_view_class = ReaderInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["email", "name", "language", "created_at", "confirmed_at"]
    copy_view_enabled = False
    form_fields = ["name"]
    filterset_class = ReaderFilterSet
    search_fields = ["email", "name"]
    search_backend_name = None
    list_display = [
        TitleColumn("email", label=_("E-mail"), url_name="newsletter-readers:inspect"),
        "name",
        Column("language", label=_("Language"), accessor="get_language_display"),
        Column("lists", label=_("Gets"), accessor=_lists_of),
        DateColumn("confirmed_at", label=_("Confirmed")),
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return policy(Reader, "view")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("export/", export, name="export"),
            path("<int:pk>/leave/", leave_for, name="leave"),
            path("<int:pk>/erase/", erase, name="erase"),
        ]


@for_secretariat
def leave_for(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader asked us, by telephone or letter. By POST: one list, or all."""
    if request.method != "POST":
        raise Http404
    reader = get_object_or_404(Reader.objects.known(), pk=pk)
    key = request.POST.get("list", "")
    lists = [each for each in MailingList.objects.all() if each.key == key] if key else None
    proof = Proof("studio", get_language() or "en", by=clerk(request))
    if leave(reader=reader, lists=lists, by=LeftBy.STAFF, proof=proof, at=timezone.now()):
        messages.success(request, _("They have left, and are not brought back by an import."))
    else:
        messages.warning(request, _("They had left already."))
    return redirect("newsletter-readers:inspect", pk)


@for_secretariat
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """By POST. Whoever has an account is erased there, with everything else of theirs."""
    if request.method != "POST":
        raise Http404
    reader = get_object_or_404(Reader.objects.known(), pk=pk)
    if reader.user_id:
        messages.error(request, _("This reader has an account: erase that, under “Users”."))
        return redirect("newsletter-readers:inspect", pk)
    erase_reader(reader=reader, at=timezone.now())
    messages.success(request, _("The reader was erased."))
    return redirect("newsletter-readers:index")


@require_safe
@for_secretariat
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everybody who gets something, as CSV. What looks like a formula is made harmless."""
    day = timezone.localdate().isoformat()
    return StreamingHttpResponse(
        csv_lines(["e-mail", "name", "language", "list", "consent"], _csv_rows()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="readers-{day}.csv"'},
    )


def _csv_rows() -> Iterator[list[object]]:
    """In the columns that an import reads. One query, read in pieces."""
    rows = Subscription.objects.active().filter(reader__erased_at=None).order_by("pk")
    fields = ("reader__email", "reader__name", "reader__language", "mailing_list__key")
    for *values, at in rows.values_list(*fields, "confirmed_at").iterator(chunk_size=2000):
        yield [*values, at.date().isoformat()]
