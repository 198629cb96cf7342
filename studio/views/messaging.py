"""Write to the people of a run. Every run comes from `editable_by(user)`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.numbers import number_of
from courses.models import CourseRun
from studio.people.message_form import MessageForm
from studio.people.messaging import (
    Receivers,
    ReceiversChanged,
    Text,
    find_receivers,
    message_people,
    show_mail,
)
from studio.people.stages import Stage, stage_of
from studio.running.moved_dates import find_moved_dates, propose_texts
from studio.views.people import asked_of
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_message(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET asks for the words, POST shows to whom they would go and how, a second POST sends."""
    runs = CourseRun.objects.editable_by(request.user).select_related("course__provider")
    run = get_object_or_404(runs, pk=run_id)
    asked = asked_of(request, request.GET.get("search", ""))
    only = number_of(request.GET.get("enrollment", ""))
    receivers = find_receivers(run, asked, only=only, at=timezone.now())
    main, languages = run.course.source_language, [code for code, _n in receivers.languages]
    form = MessageForm(
        request.POST or None,
        main=main,
        languages=languages,
        proposed=_propose(request, run, [main, *languages]),
    )
    context = {"run": run, "receivers": receivers, "form": form, "asked": asked, "only": only}
    stage = stage_of(request, form)
    if stage in {Stage.ASK, Stage.REFUSED}:
        status = 422 if stage == Stage.REFUSED else 200
        return render(request, "studio/run_message.html", context, status=status)
    if not isinstance(request.user, User):
        raise PermissionDenied
    if stage == Stage.SEND:
        return _send(request, run, receivers, form, request.user, context)
    return _preview(request, run, form, request.user, context)


def _propose(request: HttpRequest, run: CourseRun, languages: list[str]) -> dict[str, Text]:
    """With `?about=dates` words about dates that were moved, from which one writes on."""
    if request.method == "POST" or request.GET.get("about") != "dates":
        return {}
    moved = find_moved_dates(run, at=timezone.now())
    return propose_texts(run, moved, languages) if moved else {}


def _preview(
    request: HttpRequest,
    run: CourseRun,
    form: MessageForm,
    by: User,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    names = {code: name for code, name, *_fields in form.parts}
    mails = [
        (code, names[code], show_mail(run, text, code, by=by)) for code, text in form.texts.items()
    ]
    context = {**context, "mails": mails}
    return render(request, "studio/run_message_preview.html", context, status=status)


def _send(
    request: HttpRequest,
    run: CourseRun,
    receivers: Receivers,
    form: MessageForm,
    by: User,
    context: dict[str, Any],
) -> HttpResponse:
    try:
        is_new = message_people(
            run,
            receivers,
            form.texts,
            token=form.cleaned_data["token"],
            shown_count=number_of(request.POST.get("count", "")) or 0,
            by=by,
            at=timezone.now(),
        )
    except ReceiversChanged:
        return _preview(request, run, form, by, {**context, "has_changed": True}, status=409)
    if is_new:
        words = ngettext(
            "The message goes to %(n)d person.",
            "The message goes to %(n)d people.",
            receivers.count,
        )
        messages.success(request, words % {"n": receivers.count})
    else:
        messages.info(request, _("This message was sent before. Nobody gets it twice."))
    return redirect("studio:run-roster", run.pk)
