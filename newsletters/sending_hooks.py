"""Sendings and audiences in Wagtail's frame: addresses, menu, words of the log."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from mail.viewsets import may_see_mail
from users.models import User


@hooks.register("register_admin_urls")
def register_sending_urls() -> list[URLResolver]:
    """/cms/newsletters/"""
    return [path("newsletters/", include("newsletters.cms_urls"))]


class ForSenders(MenuItem):
    """Shown to whoever may send, by the answer that the menu of mail asked for already."""

    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may_see_mail(request.user)


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    """What is below it comes by the hook that is named here."""
    below = Menu(register_hook_name="register_newsletter_menu_item")
    return SubmenuMenuItem(_("Newsletter"), below, icon_name="mail", order=120)


@hooks.register("register_newsletter_menu_item")
def register_sendings() -> MenuItem:
    address = reverse("newsletters_cms:sending-list")
    return ForSenders(_("Sendings"), address, icon_name="mail", order=20)


@hooks.register("register_newsletter_menu_item")
def register_audiences() -> MenuItem:
    address = reverse("newsletters_cms:audience-list")
    return ForSenders(_("Audiences"), address, icon_name="group", order=30)


@hooks.register("insert_global_admin_css")
def sending_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("newsletters/cms.css"))


@hooks.register("register_log_actions")
def register_sending_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "newsletters.plan_sending", _("Plan a sending"), _("Planned a sending of an issue")
    )
