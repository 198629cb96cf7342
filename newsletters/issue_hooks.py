"""Issues in Wagtail's frame: addresses, menu, the way to the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from mail.viewsets import may_see_mail
from newsletters.actions.moderation import find_submission
from newsletters.models import NewsletterIssuePage
from newsletters.problems import DESK
from newsletters.translations import find_translation
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


# Wagtail's ways to decide a review from the form of the editor, and past it.
PAST_THE_DESK = ("approve", "reject", "action-publish")


@hooks.register("construct_page_action_menu")
def lead_to_the_desk(
    items: list[ActionMenuItem], request: HttpRequest, context: Mapping[str, Any]
) -> None:
    """What waits for a review is decided on the desk alone."""
    page = context.get("page")
    if not isinstance(page, NewsletterIssuePage) or not page.pk:
        return
    if find_submission(page):
        items[:] = [item for item in items if item.name not in PAST_THE_DESK]
    items.append(DeskItem(page))


@hooks.register("register_page_header_buttons")
def offer_the_desk(page: Page, user: User, view_name: str, next_url: str = "") -> Iterator[Button]:
    """In the menu of the page's title, in the editor of translations too."""
    if page.specific_class is NewsletterIssuePage:
        address = reverse(DESK, args=[page.pk])
        yield Button(DeskItem.label, url=address, icon_name="check", priority=5)


@hooks.register("before_edit_page", order=-1)
def name_the_desk_to_translators(request: HttpRequest, page: Page) -> None:
    """The editor of translations has no menu that could lead there."""
    if request.method == "GET" and isinstance(page, NewsletterIssuePage) and find_translation(page):
        desk = messages.button(reverse(DESK, args=[page.pk]), DeskItem.label)
        words = _("What is missing, how the mail looks, a test and the approval are on one page.")
        messages.info(request, words, buttons=[desk])
