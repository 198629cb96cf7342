"""One thread: what was said, the form for an answer, following and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from discussions.actions import NotSaid, answer, close_thread, follow, leave, reopen_thread
from discussions.forms import AnswerForm
from discussions.models import Thread
from discussions.scopes import read_about
from discussions.seats import Seat
from discussions.showing_posts import list_posts, show_posts

from .gate import for_thread, page_context
from .limits import TooFast, require_patience


@require_safe
@for_thread
def thread_page(request: HttpRequest, thread: Thread, seat: Seat) -> HttpResponse:
    """Fifty posts a page, the first words first."""
    return _show(request, thread, seat, AnswerForm(), number=request.GET.get("page"))


@require_POST
@for_thread
def thread_deed(request: HttpRequest, thread: Thread, seat: Seat, deed: str) -> HttpResponse:
    if deed == "answer":
        return _answer(request, thread, seat)
    if deed == "follow":
        follow(thread=thread, by=seat.user, at=timezone.now())
        messages.success(request, _("You hear of new answers."))
    elif deed == "leave":
        leave(thread=thread, by=seat.user, at=timezone.now())
        messages.success(request, _("You hear of no more answers, even when you write here."))
    elif deed in {"close", "reopen"} and seat.is_host:
        change = close_thread if deed == "close" else reopen_thread
        change(thread=thread, by=seat.user, at=timezone.now())
        said = _("The thread is closed.") if deed == "close" else _("The thread is open again.")
        messages.success(request, said)
    else:
        raise Http404
    return redirect("discussions:thread", thread.pk)


def _answer(request: HttpRequest, thread: Thread, seat: Seat) -> HttpResponse:
    form, status, refusal = AnswerForm(request.POST), 422, ""
    if form.is_valid():
        try:
            require_patience(request, "post")
            post, _is_new = answer(
                thread=thread, by=seat.user, at=timezone.now(), **form.cleaned_data
            )
            address = reverse("discussions:thread", args=[thread.pk])
            return redirect(f"{address}?page=last#post-{post.pk}")
        except TooFast as error:
            status, refusal = 429, str(error)
        except NotSaid as error:
            status, refusal = 409, str(error)
    return _show(request, thread, seat, form, number="last", status=status, refusal=refusal)


def _show(
    request: HttpRequest,
    thread: Thread,
    seat: Seat,
    form: AnswerForm,
    *,
    number: str | None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    page = list_posts(thread, reader=seat.user, number=number)
    takes_words = thread.is_shown and thread.locked_at is None and seat.run.archived_at is None
    context = {
        **page_context(seat),
        "thread": thread,
        "subject": read_about(seat.run, [thread.about]).get(thread.about),
        "page": page,
        "posts": show_posts(page, thread, seat),
        "form": form,
        "refusal": refusal,
        "takes_answers": takes_words,
    }
    return render(request, "discussions/thread.html", context, status=status)
