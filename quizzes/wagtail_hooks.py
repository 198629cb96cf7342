"""Hooks of `quizzes`: the words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action("quizzes.reset_attempts")
    class ResetFormatter(LogFormatter):
        label = _("Reset attempts")

        def format_message(self, log_entry: ModelLogEntry) -> str:
            return _("Opened a knowledge check again: %(reason)s") % {
                "reason": log_entry.data.get("reason", "")
            }
