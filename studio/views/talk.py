"""What a host tells everybody in a run. Every run comes from `runs_hosted_by(user)`."""

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
from courses.hosts import runs_hosted_by
from courses.models import CourseRun
from discussions.actions import NotSaid, announce, withdraw_announcement
from discussions.models import Announcement
from studio.people.message_form import MessageForm
from studio.people.stages import Stage, stage_of
from studio.talk.announcing import (
    find_hearers,
    find_session,
    propose_text,
    read_told,
    say_told,
    show_mail,
)
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_announce(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET asks for the words, POST shows them in each language, a second POST announces once.

    `?session=` says which session it is about.
    """
    runs = runs_hosted_by(request.user).select_related("course__provider")
    run = get_object_or_404(runs, pk=run_id)
    hearers = find_hearers(run)
    session = find_session(run, number_of(request.GET.get("session", "")))
    form = MessageForm(
        request.POST or None,
        main=run.course.source_language,
        languages=list(hearers.languages),
        proposed=propose_text(run, session) if session is not None else {},
    )
    context = {"run": run, "hearers": hearers, "form": form, "session": session}
    stage = stage_of(request, form)
    if stage in {Stage.ASK, Stage.REFUSED}:
        return _ask(request, context, status=422 if stage == Stage.REFUSED else 200)
    if not isinstance(request.user, User):
        raise PermissionDenied
    act = _announce if stage == Stage.SEND else _preview
    return act(request, run, form, request.user, context)


def _ask(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    page, told = read_told(context["run"], number=request.GET.get("page"))
    context = {**context, "told": told, "page": page}
    return render(request, "studio/talk/announce.html", context, status=status)


def _preview(
    request: HttpRequest,
    run: CourseRun,
    form: MessageForm,
    by: User,
    context: dict[str, Any],
    refusal: str = "",
) -> HttpResponse:
    mails = show_mail(run, form.texts.items(), by=by)
    context = {**context, "mails": mails, "refusal": refusal}
    status = 409 if refusal else 200
    return render(request, "studio/talk/announce_preview.html", context, status=status)


def _announce(
    request: HttpRequest, run: CourseRun, form: MessageForm, by: User, context: dict[str, Any]
) -> HttpResponse:
    try:
        announcement, is_new = announce(
            run=run,
            texts={
                code: {"subject": text.subject, "body": text.body}
                for code, text in form.texts.items()
            },
            token=form.cleaned_data["token"],
            by=by,
            at=timezone.now(),
        )
    except NotSaid as error:
        return _preview(request, run, form, by, context, refusal=str(error))
    if is_new:
        words = ngettext(
            "It stands on the page of the run, and %(n)d person is told.",
            "It stands on the page of the run, and %(n)d people are told.",
            announcement.told_count,
        )
        messages.success(request, words % {"n": announcement.told_count})
    else:
        messages.info(request, _("This was announced before. Nobody is told twice."))
    return redirect("studio:run-announce", run.pk)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """One that was made, in all its languages; POST takes it back."""
    rows = Announcement.objects.filter(run__in=runs_hosted_by(request.user))
    row = get_object_or_404(rows.select_related("by", "run__course__provider"), pk=announcement_id)
    if request.method == "POST":
        if not isinstance(request.user, User):
            raise PermissionDenied
        if withdraw_announcement(announcement=row, by=request.user, at=timezone.now()):
            messages.success(request, _("It was taken back. Its page says so."))
        else:
            messages.info(request, _("It was taken back before."))
        return redirect("studio:run-announce", row.run_id)
    context = {"run": row.run, "told": say_told(row, row.run)}
    return render(request, "studio/talk/announcement.html", context)
