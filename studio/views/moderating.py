"""What is reported in a run, and what was decided. Every run comes from `runs_hosted_by(user)`."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.numbers import number_of
from courses.hosts import runs_hosted_by
from courses.models import CourseRun
from discussions.actions import hide_post, keep_post
from discussions.forms import HideForm
from discussions.models import Post
from studio.talk.moderation import read_log, read_reported
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def run_moderation(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET shows what is reported and the log; POST decides on one post."""
    runs = runs_hosted_by(request.user).select_related("course__provider")
    run = get_object_or_404(runs, pk=run_id)
    if not isinstance(request.user, User):
        raise PermissionDenied
    refused = _decide(request, run, request.user) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect("studio:run-moderation", run.pk)
    page, lines = read_log(run, reader=request.user, number=request.GET.get("page"))
    reported, more = read_reported(run, reader=request.user)
    context = {"run": run, "reported": reported, "more": more, "page": page, "lines": lines}
    context |= {"refused_post": refused[0], "form": refused[1]} if refused else {"form": HideForm()}
    return render(request, "studio/talk/moderation.html", context, status=422 if refused else 200)


def _decide(request: HttpRequest, run: CourseRun, by: User) -> tuple[int, HideForm] | None:
    """None where it was done; else the post and the form that says what is missing.

    Others decide about one's own posts.
    """
    posts = Post.objects.filter(thread__run=run).exclude(author=by)
    posts = posts.select_related("author", "thread")
    post = get_object_or_404(posts, pk=number_of(request.POST.get("post", "")))
    now = timezone.now()
    if request.POST.get("deed") == "keep":
        keep_post(post=post, by=by, at=now)
        messages.success(request, _("It stays. The reports are decided."))
        return None
    form = HideForm(request.POST)
    if not form.is_valid():
        return post.pk, form
    hide_post(post=post, reason=form.cleaned_data["reason"], by=by, at=now)
    messages.success(request, _("It is hidden. Its author is told why."))
    return None
