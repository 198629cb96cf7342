"""No way round the checks of an issue, by whichever of Wagtail's doors somebody publishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from newsletters.actions.moderation import find_submission
from newsletters.checks import stops_publication
from newsletters.cms.rights import clerk
from newsletters.models import NewsletterIssuePage
from newsletters.problems import DESK
from newsletters.translations import (
    find_translation,
    is_written,
    publish_translation,
    read_draft,
)


@hooks.register("before_publish_page")
def check_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What stops an approval stops whoever may publish at once, too. The draft is saved."""
    if not isinstance(page, NewsletterIssuePage):
        return None
    if find_submission(page):
        return _lead_to_review(request, page)
    return _lead_to_problems(request, page) if stops_publication(page) else None


@hooks.register("before_edit_page", order=-1)
def publish_translation_by_the_same_rules(request: HttpRequest, page: Page) -> HttpResponse | None:
    """“Publish in …” in the editor of translations asks no hook: here it is done in its place."""
    if not isinstance(page, NewsletterIssuePage) or request.POST.get("action") != "publish":
        return None
    if find_translation(page) is None:
        return None
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if find_submission(page):
        return _lead_to_review(request, page)
    if stops_publication(read_draft(page)):
        return _lead_to_problems(request, page)
    publish_translation(page=page, by=clerk(request))
    messages.success(request, _("The translation is published in the archive."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def check_before_publishing_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """What is ticked in the explorer, and drafts below it; one that a check stops stops all.

    So does a translation whose newest strings are in no revision yet: this way publishes those.
    """
    if request.method != "POST" or action_type != "publish" or action.model is not Page:
        return None
    has_more = bool(action.cleaned_form.cleaned_data.get("include_descendants"))
    for issue in _issues_among(objects, with_drafts_below=has_more):
        if find_submission(issue):
            return _lead_to_review(request, issue)
        draft = read_draft(issue)
        if stops_publication(draft):
            return _lead_to_problems(request, issue)
        if not is_written(issue, draft):
            messages.error(request, _("It is not published: publish a translation in its editor."))
            return redirect(DESK, issue.pk)
    return None


def _issues_among(pages: Iterable[Page], *, with_drafts_below: bool) -> Iterator[Any]:
    for page in pages:
        yield from NewsletterIssuePage.objects.filter(pk=page.pk)
        if with_drafts_below:
            yield from NewsletterIssuePage.objects.descendant_of(page).not_live()


def keep_translations_as_drafts(request: HttpRequest, source: TranslationSource) -> None:
    """Whoever updates all translations of an issue at once publishes none unseen.

    The form of wagtail-localize offers it and asks no hook.
    """
    if NewsletterIssuePage.objects.filter(translation_key=source.object_id).exists():
        values = request.POST.copy()
        values.pop("publish_translations", None)
        request.POST = values  # type: ignore[assignment]
        messages.warning(request, _("The translations are drafts: publish each on its own page."))


def _lead_to_problems(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(request, _("It is not published: see here what stops it."))
    return redirect(DESK, page.pk)


def _lead_to_review(request: HttpRequest, page: Page) -> HttpResponse:
    """What waits for a review is decided where its checks stand, and nowhere else."""
    messages.error(request, _("It waits for review: approve it here, or withdraw it first."))
    return redirect(DESK, page.pk)
