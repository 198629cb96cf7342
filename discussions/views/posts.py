"""One post: where it stands, and what its author, its readers and the hosts may do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from discussions.actions import (
    NotSaid,
    delete_post,
    edit_post,
    hide_post,
    keep_post,
    mark_helpful,
    report_post,
    show_post_again,
    unmark_helpful,
)
from discussions.forms import EditForm, HideForm, ReportForm
from discussions.models import Post, Thread
from discussions.seats import Seat
from discussions.showing_posts import deeds_of, page_number_of

from .gate import for_post, page_context
from .limits import TooFast, require_patience

View = Callable[[HttpRequest, Post, Seat], HttpResponse]


@require_safe
@for_post
def post(request: HttpRequest, post: Post, thread: Thread, seat: Seat) -> HttpResponse:
    """Leads to its place in the thread."""
    return _to(post)


@require_http_methods(["GET", "HEAD", "POST"])
@for_post
def post_deed(
    request: HttpRequest, post: Post, thread: Thread, seat: Seat, deed: str
) -> HttpResponse:
    """GET asks, POST does it. What is done with one click leads back by GET.

    Where it cannot be done any more (somebody else was faster) it leads back too.
    """
    if deed not in ASKED and deed not in AT_ONCE:
        raise Http404
    if deed == "keep" and (not seat.is_host or post.author_id == seat.user.pk):
        raise Http404
    if deed != "keep" and deed not in deeds_of(post, thread, seat):
        return _to(post)
    if deed in ASKED:
        return ASKED[deed](request, post, seat)
    if request.method == "POST":
        action, said = AT_ONCE[deed]
        if action(post=post, by=seat.user, at=timezone.now()):
            messages.success(request, said())
    return _to(post)


def _to(post: Post) -> HttpResponse:
    return redirect(f"{_page_of(post)}#post-{post.pk}")


def _page_of(post: Post) -> str:
    address = reverse("discussions:thread", args=[post.thread_id])
    return f"{address}?page={page_number_of(post)}"


def _edit(request: HttpRequest, post: Post, seat: Seat) -> HttpResponse:
    form = EditForm(request.POST if request.method == "POST" else None, post=post)
    if form.is_valid():
        try:
            require_patience(request, "post")
            edit_post(post=post, by=seat.user, at=timezone.now(), **form.values())
            messages.success(request, _("Your words are changed."))
            return _to(post)
        except (NotSaid, TooFast) as error:
            return _ask(request, post, seat, form, "edit", refusal=error)
    return _ask(request, post, seat, form, "edit")


def _report(request: HttpRequest, post: Post, seat: Seat) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            require_patience(request, "report")
            report_post(post=post, by=seat.user, at=timezone.now(), **form.cleaned_data)
        except (NotSaid, TooFast) as error:
            return _ask(request, post, seat, form, "report", refusal=error)
        messages.success(request, _("Thank you. The team looks at it."))
        return redirect(_page_of(post))  # the top of it, where the message stands
    return _ask(request, post, seat, form, "report")


def _hide(request: HttpRequest, post: Post, seat: Seat) -> HttpResponse:
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        hide_post(post=post, reason=reason, by=seat.user, at=timezone.now())
        messages.success(request, _("It is hidden. Its author is told why."))
        return _to(post)
    return _ask(request, post, seat, form, "hide")


def _delete(request: HttpRequest, post: Post, seat: Seat) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, post, seat, forms.Form(), "delete")
    delete_post(post=post, by=seat.user, at=timezone.now())
    messages.success(request, _("Your words are deleted."))
    if post.is_first and not post.thread.answer_count:
        return redirect("discussions:run", seat.run.slug)
    return _to(post)


def _ask(
    request: HttpRequest,
    post: Post,
    seat: Seat,
    form: forms.Form,
    deed: str,
    refusal: Exception | None = None,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if refusal is not None:
        status = 429 if isinstance(refusal, TooFast) else 409
    context: dict[str, Any] = {**page_context(seat), "post": post, "thread": post.thread}
    context |= {"form": form, "deed": deed, "refusal": str(refusal or "")}
    return render(request, f"discussions/post_{deed}.html", context, status=status)


ASKED: dict[str, View] = {"edit": _edit, "delete": _delete, "report": _report, "hide": _hide}
AT_ONCE: dict[str, tuple[Callable[..., bool], Callable[[], str]]] = {
    "helpful": (mark_helpful, lambda: _("Everybody sees now that it is helpful.")),
    "unhelpful": (unmark_helpful, lambda: _("The mark is taken back.")),
    "show": (show_post_again, lambda: _("Everybody in the run reads it again.")),
    "keep": (keep_post, lambda: _("It stays. The reports are decided.")),
}
