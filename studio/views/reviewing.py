"""CMS pages for whoever reviews a course and whoever answers: the difference, the comments."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Comment

from core.numbers import number_of
from courses.models import Course
from mail.addresses import AddressRefused
from studio.comments import comments_of, resolve_comment
from studio.difference import drop_taken_out, read_differences, read_marks
from studio.guest_forms import AskForm
from studio.guests import TooManyGuests, ask_expert, forget, links_of, take_back
from studio.publication import compare
from studio.trial import trial_course
from users.models import User


def _find_course(request: HttpRequest, pk: int) -> Course:
    return get_object_or_404(Course.objects.overseen_by(request.user), pk=pk)


@require_safe
def course_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was written since readers last got something."""
    course = _find_course(request, pk)
    before = course.newest_outline.outline if course.newest_outline else None
    marks = read_marks(course)
    context = {
        "course": course,
        # Of a course that was never published everything is new: its pages say so.
        "changes": compare(before, trial_course(course, marks).outline) if before else (),
        "differences": read_differences(
            drop_taken_out(course, marks), request, request.GET.get("page", "")
        ),
        "may_edit": Course.objects.editable_by(request.user).filter(pk=course.pk).exists(),
    }
    return render(request, "studio/course_difference.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def course_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said about the drafts of this course; by POST one of them is done."""
    course = _find_course(request, pk)
    comments = comments_of(course)
    if request.method == "POST":
        return _resolve(request, course)
    context = {
        "course": course,
        "waiting": [each for each in comments if each.resolved_at is None],
        "done": [each for each in comments if each.resolved_at is not None],
        "may_edit": Course.objects.editable_by(request.user).filter(pk=course.pk).exists(),
    }
    return render(request, "studio/course_comments.html", context)


def _resolve(request: HttpRequest, course: Course) -> HttpResponse:
    if not isinstance(request.user, User):
        raise PermissionDenied
    asked = request.POST.get("comment", "")
    comments: list[Comment] = list(comments_of(course))
    comment = next((each for each in comments if str(each.pk) == asked), None)
    if comment is None:
        messages.warning(request, _("This comment is not there any more."))
    else:
        resolve_comment(comment=comment, by=request.user, at=timezone.now())
        messages.success(request, _("The comment is done."))
    if comment is not None and request.POST.get("from", "") == str(comment.page_id):
        return redirect("studio:page-draft", comment.page_id)
    return redirect("studio:course-comments", pk=course.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def course_guests(request: HttpRequest, pk: int) -> HttpResponse:
    """Outside experts who were asked about the draft; by POST one is asked, or taken back."""
    course = _find_course(request, pk)
    if request.method != "POST":
        return _show_guests(request, course, AskForm(initial={"language": course.source_language}))
    if not isinstance(request.user, User):
        raise PermissionDenied
    if "link" in request.POST:
        return _end_link(request, course, request.user)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show_guests(request, course, form, status=422)
    try:
        is_new = ask_expert(course, form.invitation, by=request.user, at=timezone.now())
    except AddressRefused as refusal:
        form.add_error("email", str(refusal))
        return _show_guests(request, course, form, status=422)
    except TooManyGuests as refusal:
        form.add_error(None, str(refusal))
        return _show_guests(request, course, form, status=422)
    if is_new:
        messages.success(request, _("The link is on its way."))
    else:
        messages.info(request, _("They have a link that works already. Nothing was sent."))
    return redirect("studio:course-guests", pk=course.pk)


def _show_guests(
    request: HttpRequest, course: Course, form: AskForm, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "course": course,
        "links": [(link, link.works(at)) for link in links_of(course)],
        "form": form,
    }
    return render(request, "studio/course_guests.html", context, status=status)


def _end_link(request: HttpRequest, course: Course, by: User) -> HttpResponse:
    link = links_of(course).filter(pk=number_of(request.POST["link"]) or 0).first()
    if link is None:
        messages.warning(request, _("This link is not there any more."))
    elif request.POST.get("deed") == "forget":
        forget(course, link, by=by, at=timezone.now())
        messages.success(request, _("Name and address are gone. What they said stays."))
    else:
        take_back(course, link, by=by, at=timezone.now())
        messages.success(request, _("The link ended."))
    return redirect("studio:course-guests", pk=course.pk)
