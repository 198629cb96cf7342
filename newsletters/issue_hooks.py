"""Issues in Wagtail's frame: addresses, menu, the way to the checks, no way round them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail_localize.models import Translation

from mail.viewsets import may_see_mail
from newsletters.checks import stops_publication
from newsletters.models import NewsletterIssuePage
from newsletters.views.issues import DESK
from users.models import User


@hooks.register("register_admin_urls")
def register_issue_urls() -> list[URLResolver]:
    """/cms/newsletter/issues/"""
    return [path("newsletter/issues/", include("newsletters.issue_urls"))]


class IssuesMenuItem(MenuItem):
    """Shown to the secretariat. Whoever else may write in an archive comes by its pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may_see_mail(request.user)


@hooks.register("register_newsletter_menu_item")
def register_issues_menu_item() -> MenuItem:
    return IssuesMenuItem(
        gettext_lazy("Issues"),
        reverse("newsletter-issues:list"),
        icon_name="doc-full",
        order=10,
    )


@hooks.register("register_log_actions")
def register_issue_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("newsletters.send_test", _("Send a test"), _("Test of an issue sent"))


class DeskItem(ActionMenuItem):
    """Leads from the editor to the one place where an issue is checked and handed in."""

    name = "newsletter-desk"
    label = gettext_lazy("Checks, test and approval …")
    icon_name = "check"

    def __init__(self, page: NewsletterIssuePage) -> None:
        super().__init__(order=50)
        self.page = page

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return reverse(DESK, args=[self.page.pk])


@hooks.register("construct_page_action_menu")
def lead_to_the_desk(
    items: list[ActionMenuItem], request: HttpRequest, context: Mapping[str, Any]
) -> None:
    page = context.get("page")
    if isinstance(page, NewsletterIssuePage) and page.pk:
        items.append(DeskItem(page))


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


def _lead_to_problems(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(request, _("It is not published: see here what stops it."))
    return redirect(DESK, page.pk)
