"""Issues in the CMS: the list, the start of a month, and one issue's checks, test and approval."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet
from wagtail_localize.models import Translation

from mail.viewsets import may_see_mail
from newsletters.actions.moderation import (
    NotReady,
    approve_issue,
    find_submission,
    send_issue_back,
    submit_issue,
    withdraw_issue,
)
from newsletters.actions.starting import IssueNotStarted, start_issue
from newsletters.actions.trying import TooManyTests, send_test
from newsletters.checks import find_problems, stops_publication
from newsletters.issue_forms import ReaderForm, SendBackForm, TestForm
from newsletters.mailing.previews import CHOSEN_READER, MODES, READER, chosen_reader, show_mail
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from newsletters.problems import DESK
from newsletters.translations import find_translation, is_written, read_draft
from users.models import User

_pages = PagePermissionPolicy()


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue in all its languages; the first page is the one it was written in."""

    month_name: str
    title: str
    pages: list[NewsletterIssuePage] = field(default_factory=list)


def may_write_issues(user: Any) -> bool:
    """Whether this person may change an archive. Three queries at most."""
    theirs = _pages.instances_user_has_permission_for(user, "change")
    return bool(theirs.type(NewsletterIndexPage).exists())


def _editable_issues(request: HttpRequest) -> PageQuerySet:
    theirs = _pages.instances_user_has_permission_for(request.user, "change")
    return NewsletterIssuePage.objects.filter(pk__in=theirs.values("pk")).select_related("locale")


def _find_issue(request: HttpRequest, page_id: int) -> NewsletterIssuePage:
    issue: NewsletterIssuePage = get_object_or_404(_editable_issues(request), pk=page_id)
    return issue


def _actor(request: HttpRequest) -> User:
    """Who acts; the CMS lets nobody in without signing in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    """All issues by month, each with its languages. One query for them."""
    if not may_write_issues(request.user):
        raise Http404
    rows: dict[UUID, IssueRow] = {}
    pages = _editable_issues(request).defer("body", "art", "thumb_art", "plain_text")
    for page in pages.order_by("-month", "pk"):
        row = rows.setdefault(page.translation_key, IssueRow(page.month_name, page.draft_title))
        row.pages.append(page)
    return render(request, "newsletters/cms/issue_list.html", {"rows": rows.values()})


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Open this month's issue; make it where nobody did."""
    if not may_write_issues(request.user):
        raise PermissionDenied
    try:
        page, is_new = start_issue(by=_actor(request), at=timezone.now())
    except IssueNotStarted as refusal:
        messages.error(request, str(refusal))
        return redirect("newsletter-issues:list")
    if is_new:
        messages.success(
            request, _("The draft has the shape of the last issue, and what is new. Cut it.")
        )
    else:
        messages.info(request, _("This month’s issue was started before: here it is."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, page_id: int) -> HttpResponse:
    """One issue in one language: what to check, how it looks, a test, the approval."""
    page = _find_issue(request, page_id)
    if request.method == "POST":
        return _act(request, page)
    return _show_desk(request, page)


def _show_desk(request: HttpRequest, page: NewsletterIssuePage, **more: Any) -> HttpResponse:
    draft, translation = read_draft(page), find_translation(page)
    problems = find_problems(draft)
    context = {
        "page": page,
        "draft": draft,
        "translation": translation,
        "has_changes": page.has_unpublished_changes
        or (translation is not None and not is_written(page, draft)),
        "problems": problems,
        "blocking_count": sum(problem.is_blocking for problem in problems),
        "versions": NewsletterIssuePage.objects.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .select_related("locale")
        .order_by("pk"),
        "submission": find_submission(page),
        "review": page.current_workflow_state,
        "may_publish": page.permissions_for_user(request.user).can_publish(),
        "may_choose_reader": may_see_mail(_actor(request)),
        "looks": [
            (_preview_url(page, translation, mode), label)
            for mode, label in MODES
            if mode != READER
        ],
        "test_form": TestForm(),
        "reader_form": ReaderForm(),
        "send_back_form": SendBackForm(),
        **more,
    }
    return render(request, "newsletters/cms/issue_desk.html", context)


def _preview_url(page: NewsletterIssuePage, translation: Translation | None, mode: str) -> str:
    """Where the draft is shown; Wagtail's own preview knows no string of a translation."""
    if translation is None:
        return f"{reverse('wagtailadmin_pages:view_draft', args=[page.pk])}?mode={mode}"
    args = [translation.pk, mode] if mode else [translation.pk]
    return reverse("wagtail_localize:preview_translation", args=args)


def _act(request: HttpRequest, page: NewsletterIssuePage) -> HttpResponse:
    """One button, one action."""
    deed = request.POST.get("deed", "")
    if deed == "submit":
        _submit(request, page)
    elif deed == "withdraw":
        if withdraw_issue(page=page, by=_actor(request)):
            messages.success(request, _("The submission was withdrawn."))
    elif not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    elif deed == "send_back":
        return _send_back(request, page)
    elif deed == "approve":
        _approve(request, page)
    return redirect(DESK, page.pk)


def _submit(request: HttpRequest, page: NewsletterIssuePage) -> None:
    try:
        submit_issue(page=page, by=_actor(request))
    except NotReady as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The issue was submitted for review."))


def _send_back(request: HttpRequest, page: NewsletterIssuePage) -> HttpResponse:
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _show_desk(request, page, send_back_form=form)
    comment = form.cleaned_data["comment"]
    if send_issue_back(page=page, by=_actor(request), comment=comment):
        messages.success(request, _("The editor was asked for changes."))
    else:
        messages.warning(request, _say_decided())
    return redirect(DESK, page.pk)


def _approve(request: HttpRequest, page: NewsletterIssuePage) -> None:
    if stops_publication(read_draft(page)):
        messages.error(request, _("Something stops publication: mend it first."))
    elif approve_issue(page=page, by=_actor(request)):
        messages.success(request, _("The issue is published in the archive."))
    else:
        messages.warning(request, _say_decided())


def _say_decided() -> str:
    return _("Nothing was changed: the submission was withdrawn, or decided by somebody else.")


@require_POST
def test(request: HttpRequest, page_id: int) -> HttpResponse:
    """Queue the draft to a few addresses."""
    page = _find_issue(request, page_id)
    form = TestForm(request.POST)
    if not form.is_valid():
        return _show_desk(request, page, test_form=form)
    addresses = form.cleaned_data["addresses"]
    try:
        send_test(
            page=read_draft(page),
            addresses=addresses,
            form_key=form.cleaned_data["key"],
            by=_actor(request),
            at=timezone.now(),
        )
    except TooManyTests as refusal:
        form.add_error("addresses", str(refusal))
        return _show_desk(request, page, test_form=form)
    words = _("The test is on its way to %(addresses)s.") % {"addresses": ", ".join(addresses)}
    messages.success(request, words)
    return redirect(DESK, page.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def as_reader(request: HttpRequest, page_id: int) -> HttpResponse:
    """The mail as one reader gets it, whom the secretariat names by their address."""
    page = _find_issue(request, page_id)
    if not may_see_mail(_actor(request)):
        raise Http404
    if request.method == "POST":
        form = ReaderForm(request.POST)
        if not form.is_valid():
            return _show_desk(request, page, reader_form=form)
        request.session[CHOSEN_READER] = form.reader.pk
        return redirect("newsletter-issues:as-reader", page.pk)
    if chosen_reader(request) is None:
        return redirect(DESK, page.pk)
    return show_mail(read_draft(page), READER, request)
