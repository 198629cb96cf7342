"""Hooks of `discussions`: the words of the log, which is the record of moderation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from core.log_words import Words, register_words

LOGGED: Words = {
    "discussions.announce": (_("Announce"), _("Announced something to the run")),
    "discussions.withdraw_announcement": (
        _("Take an announcement back"),
        _("Took the announcement back"),
    ),
    "discussions.lock_thread": (_("Lock a thread"), _("Locked the thread")),
    "discussions.unlock_thread": (_("Unlock a thread"), _("Unlocked the thread")),
    "discussions.hide_thread": (_("Hide a thread"), _("Hid the thread")),
    "discussions.show_thread": (_("Show a thread again"), _("Showed the thread again")),
    "discussions.delete_thread": (_("Delete a thread"), _("Deleted the thread")),
    "discussions.hide_post": (_("Hide a post"), _("Hid the post")),
    "discussions.show_post": (_("Show a post again"), _("Showed the post again")),
    "discussions.delete_post": (_("Delete a post"), _("Deleted the post")),
    "discussions.mark_helpful": (_("Mark as helpful"), _("Marked the post as helpful")),
    "discussions.unmark_helpful": (_("No longer helpful"), _("Took the mark “helpful” back")),
    "discussions.decide_report": (_("Decide on a report"), _("Decided on a report")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    register_words(actions, LOGGED)
