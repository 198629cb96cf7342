"""The ledger's words in the CMS."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from users.models import User

from .viewsets import MailViewSetGroup, may_see_mail

OF_SENDINGS = {
    "start_sending": (_("Start sending"), _("Sending started")),
    "pause_sending": (_("Pause sending"), _("Sending paused")),
    "resume_sending": (_("Resume sending"), _("Sending resumed")),
    "cancel_sending": (_("Cancel sending"), _("Sending cancelled")),
    "go_although_late": (_("Send although late"), _("Sent although late")),
    "send_doubtful_again": (_("Send doubtful again"), _("Sent doubtful messages again")),
    "leave_doubtful": (_("Leave doubtful"), _("Counted doubtful messages as sent")),
    "retry_deferred": (_("Try deferred again"), _("Tried deferred messages again")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("mail.send_again", _("Send again"), _("Sent a message again"))
    actions.register_action(
        "mail.leave", _("Leave: count it as sent"), _("Counted a doubtful message as sent")
    )
    for name, (label, message) in OF_SENDINGS.items():
        actions.register_action(f"mail.{name}", label, message)
    actions.register_action(
        "mail.lift_suppression", _("Lift suppression"), _("Let mail go to an address again")
    )


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    """/cms/mail/"""
    return [path("mail/", include("mail.urls"))]


class DeliverabilityItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may_see_mail(request.user)


@hooks.register("register_reports_menu_item")
def register_deliverability() -> MenuItem:
    return DeliverabilityItem(
        _("Will our mail arrive?"), reverse("mail:deliverability"), icon_name="mail", order=900
    )


@hooks.register("register_admin_viewset")
def register_viewset() -> MailViewSetGroup:
    return MailViewSetGroup()
