"""No way round the checks of an issue, by whichever of Wagtail's doors somebody publishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from newsletters.checks import stops_publication
from newsletters.models import NewsletterIssuePage
from newsletters.views.issues import DESK


@hooks.register("before_publish_page")
def check_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What stops an approval stops whoever may publish at once, too. The draft is saved."""
    if isinstance(page, NewsletterIssuePage) and stops_publication(page):
        return _lead_to_problems(request, page)
    return None


@hooks.register("before_edit_page", order=-1)
def check_before_publishing_a_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor of translations publishes by a way of its own, what was saved last."""
    if not isinstance(page, NewsletterIssuePage) or "action-publish" not in request.POST:
        return None
    translations = Translation.objects.filter(source__object_id=page.translation_key)
    if not translations.filter(target_locale_id=page.locale_id, enabled=True).exists():
        return None
    if stops_publication(page.get_latest_revision_as_object()):
        return _lead_to_problems(request, page)
    return None


@hooks.register("before_bulk_action")
def check_before_publishing_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """What is ticked in the explorer, and drafts below it; one that a check stops stops all."""
    if request.method != "POST" or action_type != "publish" or action.model is not Page:
        return None
    has_more = bool(action.cleaned_form.cleaned_data.get("include_descendants"))
    for issue in _issues_among(objects, with_drafts_below=has_more):
        if stops_publication(issue.get_latest_revision_as_object()):
            return _lead_to_problems(request, issue)
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
