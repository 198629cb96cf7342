"""Hooks of `learning`: the words of the log, and the addresses of lesson pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

LOGGED = {
    "learning.enroll": (_("Enroll"), _("Enrolled")),
    "learning.withdraw": (_("Withdraw"), _("Withdrew")),
    "learning.complete": (_("Complete"), _("Completed the course")),
    "learning.record_progress": (_("Record a result"), _("Recorded a result by hand")),
    "learning.void_results": (_("Void results"), _("Voided results")),
    "learning.move_to_run": (_("Move to another run"), _("Moved to another run")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Every state change of an enrollment is an entry, with its reason where there is one."""
    for name, (label, message) in LOGGED.items():
        actions.register_action(name)(_formatter(label, message))


def _formatter(label_: str | Promise, message_: str | Promise) -> type[LogFormatter]:
    class ReasonFormatter(LogFormatter):
        label = label_

        def format_message(self, log_entry: ModelLogEntry) -> str:
            reason = log_entry.data.get("reason")
            return f"{message_}: {reason}" if reason else str(message_)

    return ReasonFormatter
