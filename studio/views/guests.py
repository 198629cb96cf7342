"""What an outside expert sees with a personal link. GET changes nothing: mail is read by machines.

Nobody is signed in by it. Each page asks for the link anew: one that was taken back ends at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from courses.models import Course, CoursePage
from studio.comments import CommentRefused, comment_on_draft, comments_of
from studio.forms import CommentForm
from studio.guest_forms import VerdictForm
from studio.guests import VerdictRefused, land_verdict, pages_for
from studio.reading import Addresses, Refused, pages_to_read, read_draft, show_draft
from users.actions import note_guest
from users.guests import find_link, link_of, remember
from users.models import GuestLink, Verdict

View = Callable[..., HttpResponse]


@never_cache
@require_safe
def guest_open(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail: from here on without the token, which no other site may learn."""
    link = find_link(token)
    if link is None:
        raise Http404
    if Course.objects.overseen_by(request.user).filter(key=link.subject_key).exists():
        messages.info(request, _("This link is somebody else’s. You read the course as yourself."))
        course = Course.objects.get(key=link.subject_key)
        return redirect("studio:course-overview", pk=course.pk)
    remember(request, link)
    return redirect("review:course")


def for_guests(view: View) -> View:
    """The view gets the link that this browser opened. One that ended says so, and keeps words."""

    @wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_of(request)
        if link is None:
            raise Http404
        if not link.works(timezone.now()):
            context = {"link": link, "typed": request.POST.get("text", "")}
            return render(request, "studio/review/ended.html", context, status=410)
        return view(request, link, *args, **kwargs)

    return never_cache(ask)


@for_guests
@require_safe
def guest_course(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """The pages of the draft, and the form for what they think of it."""
    return _show_course(request, link, VerdictForm())


def _show_course(
    request: HttpRequest, link: GuestLink, form: VerdictForm, status: int = 200
) -> HttpResponse:
    course = _course(link)
    pages = CoursePage.objects.filter(locale__language_code=course.source_language)
    root = get_object_or_404(pages, translation_key=course.key)
    mine = [c for c in comments_of(course) if c.user_id == link.author_id]
    context = {
        "link": link,
        "course": course,
        "pages": [(each, each.depth - root.depth) for each in pages_to_read(course, root)],
        "comments": mine,
        "form": form,
        "verdicts": Verdict,
    }
    return render(request, "studio/review/guest_course.html", context, status=status)


@for_guests
@require_safe
def guest_page(request: HttpRequest, link: GuestLink, draft_id: int) -> HttpResponse:
    """One page of the draft, as learners will see it."""
    page = _page(link, draft_id)
    note_guest(link=link, at=timezone.now())
    return _show_page(request, link, page)


def _show_page(
    request: HttpRequest, link: GuestLink, page: Page, refused: Refused | None = None
) -> HttpResponse:
    places = Addresses(
        home=reverse("review:course"),
        page=lambda pk: reverse("review:page", args=[pk]),
        post=lambda pk: reverse("review:comment", args=[pk]),
    )
    reading = read_draft(_course(link), page, places=places, guest=link.name)
    reading.refused = refused
    return show_draft(request, page, reading, status=422 if refused else 200)


@for_guests
@require_POST
def guest_comment(request: HttpRequest, link: GuestLink, draft_id: int) -> HttpResponse:
    """Say something about a place."""
    page = _page(link, draft_id)
    form = CommentForm(request.POST)
    place, text = request.POST.get("place", ""), request.POST.get("text", "")
    if not form.is_valid():
        return _show_page(request, link, page, Refused(place, text, form.first_error))
    try:
        comment = comment_on_draft(
            course=_course(link),
            page=page,
            by=link.author,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except CommentRefused as refusal:
        return _show_page(request, link, page, Refused("title", text, str(refusal)))
    return redirect(reverse("review:page", args=[page.pk]) + f"#comment-{comment.pk}")


@for_guests
@require_POST
def guest_verdict(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """Approve, or ask for changes."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _show_course(request, link, form, 422)
    verdict = Verdict(form.cleaned_data["verdict"])
    try:
        land_verdict(link, verdict=verdict, text=form.cleaned_data["text"], at=timezone.now())
    except VerdictRefused as refusal:
        form.add_error("text", str(refusal))
        return _show_course(request, link, form, 422)
    messages.success(request, _("Thank you. What you said is with the people of this course."))
    return redirect("review:course")


def _course(link: GuestLink) -> Course:
    return get_object_or_404(Course.objects.select_related("provider"), key=link.subject_key)


def _page(link: GuestLink, draft_id: int) -> Page:
    """A page of the one course that the link opens, and no other."""
    pages = pages_for(link).select_related("latest_revision")
    return get_object_or_404(pages, pk=draft_id)
