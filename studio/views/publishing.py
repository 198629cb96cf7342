"""Publish a course, submit it, decide on it: one page, one button for each deed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions import Audience
from courses.compiling import OutlineRefused
from courses.drafts import LOOK_AGAIN, DraftsChanged, find_drafts
from courses.models import Course
from courses.outline import Outline
from courses.outline_door import has_enrollments
from learning.affected import read_effects
from studio.comments import open_comments
from studio.effects import read_people, say_runs
from studio.forms import AudienceForm, PublishForm, SendBackForm
from studio.moderation import (
    SubmissionRefused,
    approve,
    find_submission,
    may_be_submitted,
    publish_and_tell,
    send_back,
    submit,
    withdraw,
)
from studio.planning import (
    PlanRefused,
    cancel_plan,
    find_plan,
    may_cancel,
    plan_publication,
    say_moment,
)
from studio.publication import Publication, rehearse
from studio.trust import REVIEWED_FIRST, NotTrusted, may_publish_by_trust, publish_by_trust
from studio.views.courses import actor, find_course, may_edit, may_publish


@require_http_methods(["GET", "HEAD", "POST"])
def course_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish all ready drafts at once, or submit the course to whoever may."""
    course = find_course(request, pk)
    if request.method == "POST":
        return _act(request, course)
    return _show_publish(request, course, _form(request, course))


def _form(request: HttpRequest, course: Course, *args: Any, **kwargs: Any) -> PublishForm:
    zone = actor(request).time_zone
    return PublishForm(*args, course=course, drafts=find_drafts(course), time_zone=zone, **kwargs)


def _show_publish(
    request: HttpRequest, course: Course, form: PublishForm, **more: Any
) -> HttpResponse:
    publication, plan = rehearse(course, form.drafts), find_plan(course)
    context = {
        "course": course,
        "plan": plan,
        "may_cancel": plan is not None and may_cancel(plan, actor(request)),
        "plan_moment": say_moment(plan.at, plan.time_zone) if plan else "",
        "form": form,
        "publication": publication,
        "effects": _say_effects(course, publication),
        "has_enrollments": has_enrollments(course),
        "submission": find_submission(course),
        "may_publish": may_publish(request, course),
        "may_edit": may_edit(request, course),
        "may_submit": may_be_submitted(course, form.drafts) and not publication.refusal,
        "is_trusted": may_publish_by_trust(course, form.drafts),
        "send_back_form": SendBackForm(comment_count=open_comments(course).count()),
        **more,
    }
    return render(request, "studio/course_publish.html", context)


def _say_effects(course: Course, publication: Publication) -> list[tuple[Any, Any, Any]]:
    """(audience, its name, sentences by run) of each audience."""
    found = read_effects(course, publication.after, Audience, at=timezone.now())
    return [(each.value, each.label, say_runs(runs)) for each, runs in found.items()]


@require_safe
def course_effect(request: HttpRequest, pk: int, audience: str) -> HttpResponse:
    """Whom publishing all that is ready would affect, by name. For whoever sees the people too."""
    course = find_course(request, pk)
    if audience not in Audience.values or not may_edit(request, course):
        raise Http404
    publication = rehearse(course, find_drafts(course))
    chosen = Audience(audience)
    found = read_effects(course, publication.after, [chosen], at=timezone.now())[chosen]
    page, people = read_people(
        found, _followed(course), publication.after, request.GET.get("p", "1")
    )
    context = {"course": course, "page": page, "people": people, "audience": chosen.label}
    return render(request, "studio/course_effect.html", context)


def _followed(course: Course) -> list[Outline]:
    """The outlines that somebody follows now. A query."""
    outlines = course.outlines.filter(Q(pk=course.newest_outline_id) | Q(pinned_runs__gt=0))
    return [outline.outline for outline in outlines.distinct()]


def _act(request: HttpRequest, course: Course) -> HttpResponse:
    """One button, one action: submit, withdraw, send back or publish."""
    deed = request.POST.get("deed", "")
    if deed == "submit":
        return _submit(request, course)
    if deed == "withdraw":
        return _withdraw(request, course)
    if deed == "trusted":
        return _publish_by_trust(request, course)
    if deed == "cancel_plan":
        return _cancel_plan(request, course)
    if not may_publish(request, course):
        raise PermissionDenied
    if deed == "send_back":
        return _send_back(request, course)
    return _publish(request, course)


def _cancel_plan(request: HttpRequest, course: Course) -> HttpResponse:
    plan, by = find_plan(course), actor(request)
    if plan is not None:
        if not may_cancel(plan, by):
            raise PermissionDenied
        if cancel_plan(course, by=by, at=timezone.now()):
            messages.success(request, _("The plan is cancelled."))
    elif not (may_publish(request, course) or may_edit(request, course)):
        raise PermissionDenied
    return redirect("studio:course-publish", pk=course.pk)


def _submit(request: HttpRequest, course: Course) -> HttpResponse:
    if not may_edit(request, course):
        raise PermissionDenied
    asked = {"audience": Audience.EVERYBODY, **request.POST.dict()}
    wish = AudienceForm(asked)
    if not wish.is_valid():
        form = _form(request, course, initial=asked)
        return _show_publish(request, course, form, wish=wish)
    try:
        submit(course, by=actor(request), **wish.cleaned_data)
    except SubmissionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The course was submitted for review."))
    return redirect("studio:course-overview", pk=course.pk)


def _withdraw(request: HttpRequest, course: Course) -> HttpResponse:
    if not may_edit(request, course):
        raise PermissionDenied
    if withdraw(course, by=actor(request)):
        messages.success(request, _("The submission was withdrawn."))
    return redirect("studio:course-overview", pk=course.pk)


def _send_back(request: HttpRequest, course: Course) -> HttpResponse:
    form = SendBackForm(request.POST, comment_count=open_comments(course).count())
    if not form.is_valid():
        publish_form = _form(request, course)
        return _show_publish(request, course, publish_form, send_back_form=form)
    if not send_back(course, by=actor(request), comment=form.cleaned_data["comment"]):
        return _say_withdrawn(request, course)
    messages.success(request, _("The authors were asked for changes."))
    return redirect("studio:course-overview", pk=course.pk)


def _say_withdrawn(request: HttpRequest, course: Course) -> HttpResponse:
    """To a reviewer whose page still shows a submission that nobody waits for any more."""
    words = _("Nothing was changed: the submission was withdrawn, or decided by somebody else.")
    messages.warning(request, words)
    return redirect("studio:course-publish", pk=course.pk)


def _publish(request: HttpRequest, course: Course) -> HttpResponse:
    form = _form(request, course, request.POST)
    submission = find_submission(course)
    shown = request.POST.get("review", "")
    if shown and (submission is None or shown != str(submission.pk)):
        return _say_withdrawn(request, course)
    if not form.is_valid():
        if not shown and form.is_done():
            return _say_published(request, course)
        return _show_publish(request, course, form)
    try:
        if submission is not None and not shown:
            raise DraftsChanged(LOOK_AGAIN)  # it was submitted meanwhile
        if form.cleaned_data["publish_at"]:
            return _plan(request, course, form)
        if not _publish_shown(request, course, form):
            return _say_withdrawn(request, course)
    except (DraftsChanged, OutlineRefused, PlanRefused) as refusal:
        course.refresh_from_db()
        if form.was_arranged(course):
            return _say_published(request, course)
        form.add_error(None, str(refusal))
        return _show_publish(request, course, form)
    return _say_published(request, course)


def _plan(
    request: HttpRequest, course: Course, form: PublishForm, *, is_whole: bool = False
) -> HttpResponse:
    """What the page showed, at its hour. `is_whole`: nothing could be left out."""
    values = form.cleaned_data
    chosen = [str(pk) for pk in form.seen] if is_whole else values["pages"]
    if form.changed:
        raise DraftsChanged(LOOK_AGAIN)
    plan = plan_publication(
        course,
        at=values["publish_at"],
        by=actor(request),
        seen=form.seen,
        audience=values["audience"],
        note=values["note"],
        page_ids=[int(pk) for pk in chosen],
        arrangement=values["arrangement"],
        with_arrangement=is_whole or values["with_arrangement"] or bool(values["review"]),
        review=values["review"],
    )
    words = _("The publication is planned for %(moment)s.")
    messages.success(request, words % {"moment": say_moment(plan.at, plan.time_zone)})
    return redirect("studio:course-publish", pk=course.pk)


def _publish_shown(request: HttpRequest, course: Course, form: PublishForm) -> bool:
    """Publish what the page showed. False where its submission waits no more."""
    audience = Audience(form.cleaned_data["audience"])
    values, by, seen = form.cleaned_data, actor(request), form.seen
    order = values["arrangement"]
    if values["review"]:
        return approve(
            course, by=by, audience=audience, seen=seen, arrangement=order, note=values["note"]
        )
    publish_and_tell(
        course,
        by=by,
        audience=audience,
        page_ids=[int(pk) for pk in values["pages"]],
        seen=seen,
        with_arrangement=values["with_arrangement"],
        arrangement_seen=order,
        note=values["note"],
    )
    return True


def _publish_by_trust(request: HttpRequest, course: Course) -> HttpResponse:
    if not may_edit(request, course):
        raise PermissionDenied
    form = _form(request, course, request.POST)
    if not form.is_valid():
        return _show_publish(request, course, form)
    try:
        if form.cleaned_data["publish_at"]:
            if not may_publish_by_trust(course, form.drafts):
                raise NotTrusted(REVIEWED_FIRST)
            return _plan(request, course, form, is_whole=True)
        publish_by_trust(
            course,
            by=actor(request),
            audience=Audience(form.cleaned_data["audience"]),
            seen=form.seen,
            arrangement=form.cleaned_data["arrangement"],
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
    except (NotTrusted, DraftsChanged, OutlineRefused, PlanRefused) as refusal:
        course.refresh_from_db()
        if form.was_arranged(course, is_whole=True):
            return _say_published(request, course)
        form.add_error(None, str(refusal))
        return _show_publish(request, course, form)
    return _say_published(request, course)


def _say_published(request: HttpRequest, course: Course) -> HttpResponse:
    messages.success(request, _("The course was published."))
    return redirect(reverse("studio:course-overview", args=[course.pk]))
