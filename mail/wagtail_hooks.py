"""The ledger's words in the CMS."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .viewsets import MailViewSetGroup


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("mail.send_again", _("Send again"), _("Sent a message again"))
    actions.register_action("mail.leave", _("Leave"), _("Counted a doubtful message as sent"))
    actions.register_action(
        "mail.lift_suppression", _("Lift suppression"), _("Let mail go to an address again")
    )


@hooks.register("register_admin_viewset")
def register_viewset() -> MailViewSetGroup:
    return MailViewSetGroup()
