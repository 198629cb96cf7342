"""Hooks of `live`: the words of the log. The link to a meeting never stands in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from core.log_words import Words, register_words

LOGGED: Words = {
    "live.plan_session": (_("Plan a session"), _("Planned the session")),
    "live.change_session": (_("Change a session"), _("Changed the session")),
    "live.move_session": (_("Move a session"), _("Moved the session")),
    "live.cancel_session": (_("Cancel a session"), _("Cancelled the session")),
    "live.run_late": (_("Start later"), _("Said that it starts later")),
    "live.end_session": (_("End a session"), _("Said how long it was held")),
    "live.make_code": (_("Make a code"), _("A code of the session was made")),
    "live.list_attendance": (_("List who came"), _("Listed who came")),
    "live.import_report": (_("Load a report"), _("Loaded a report of the meeting")),
    "live.publish_material": (_("Publish material"), _("Published recording or slides")),
    "live.renew_calendar": (_("New calendar address"), _("Took a new calendar address")),
    "live.end_calendar": (_("End the calendar address"), _("Ended the calendar address")),
    "live.revoke_links": (_("End links"), _("Ended the links of their mails")),
    "live.confirm_sign_up": (_("Confirm a sign-up"), _("Confirmed the sign-up")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    register_words(actions, LOGGED)
