"""Audiences: list, make, change, count. A button adds a condition; nothing is lost by it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from newsletters.audiences import KINDS, ConditionRefused, readers_of
from newsletters.models import Audience

from .audience_forms import (
    AudienceForm,
    ConditionFormSet,
    rows_as_sent,
    rows_of,
)
from .rights import clerk, for_secretariat

SAMPLE = 8
PREFIX = "condition"


@for_secretariat
def audience_list(request: HttpRequest) -> HttpResponse:
    """All audiences with how many readers each has now."""
    at = timezone.now()
    rows = [(audience, _count(audience, at)) for audience in Audience.objects.all()]
    return render(request, "newsletters/cms/audience_list.html", {"rows": rows})


def _count(audience: Audience, at: Any) -> int | None:
    """None where a condition cannot be read."""
    try:
        return readers_of(audience.conditions, must_meet_all=audience.must_meet_all, at=at).count()
    except ConditionRefused:
        return None


@for_secretariat
def audience_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """GET shows it; POST adds a condition, counts, or saves, by the button that was pressed."""
    audience = get_object_or_404(Audience, pk=pk) if pk else Audience()
    if request.method != "POST":
        form = AudienceForm(instance=audience)
        rows = ConditionFormSet(initial=rows_of(audience.conditions), prefix=PREFIX)
        return _show(request, audience, form, rows, audience.conditions, audience.must_meet_all)
    form = AudienceForm(request.POST, instance=audience)
    must_meet_all = bool(request.POST.get("must_meet_all"))
    if "add" in request.POST and request.POST.get("new_kind") in KINDS:
        sent = [*rows_as_sent(request.POST, PREFIX), {"kind": request.POST["new_kind"]}]
        rows = ConditionFormSet(initial=sent, prefix=PREFIX)
        return _show(request, audience, form, rows, None, must_meet_all)
    rows = ConditionFormSet(request.POST, prefix=PREFIX)
    is_right = rows.is_valid()
    conditions = [
        row.condition
        for row in rows
        # A row of which nothing was sent has no kind.
        if row.is_valid() and row.cleaned_data.get("kind") and not row.cleaned_data["is_removed"]
    ]
    if "save" in request.POST and form.is_valid() and is_right:
        return _save(request, form, conditions)
    counted = conditions if is_right else None
    return _show(request, audience, form, rows, counted, must_meet_all)


def _save(
    request: HttpRequest, form: AudienceForm, conditions: list[dict[str, Any]]
) -> HttpResponse:
    audience = form.save(commit=False)
    audience.conditions = conditions
    if audience.pk is None:
        audience.created_by = clerk(request)
    audience.save()
    log(audience, "wagtail.edit", user=request.user)
    messages.success(request, _("The audience is saved."))
    return redirect("newsletters_cms:audience-list")


def _show(
    request: HttpRequest,
    audience: Audience,
    form: AudienceForm,
    rows: Any,
    conditions: list[dict[str, Any]] | None,
    must_meet_all: bool,
) -> HttpResponse:
    """Without `conditions` nobody is counted: one of them says nothing yet."""
    count, sample, problem = None, [], ""
    try:
        if conditions is not None:
            readers = readers_of(conditions, must_meet_all=must_meet_all, at=timezone.now())
            count, sample = readers.count(), list(readers.order_by("email_key")[:SAMPLE])
    except ConditionRefused as refusal:
        problem = str(refusal)
    context = {
        "audience": audience,
        "form": form,
        "rows": rows,
        "kinds": [(key, kind.label) for key, kind in KINDS.items()],
        "count": count,
        "sample": sample,
        "problem": problem,
        "action": request.get_full_path(),
    }
    return render(request, "newsletters/cms/audience_edit.html", context)


@for_secretariat
def audience_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """By POST alone. Sendings keep a copy of what the audience was."""
    audience = get_object_or_404(Audience, pk=pk)
    if request.method == "POST":
        log(audience, "wagtail.delete", user=request.user)
        audience.delete()
        messages.success(request, _("The audience is deleted."))
    return redirect(reverse("newsletters_cms:audience-list"))
