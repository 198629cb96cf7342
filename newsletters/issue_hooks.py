"""Issues in Wagtail's frame: addresses, menu, the way to the checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from mail.viewsets import may_see_mail
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
        _("Issues"),
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
    label = _("Checks, test and approval …")
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
