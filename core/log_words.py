"""How an action reads in Wagtail's log, with the reason that was given."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

# The action's name -> what it is called, and what the log says of it.
Words = Mapping[str, tuple[str | Promise, str | Promise]]


def register_words(actions: LogActionRegistry, words: Words) -> None:
    for name, (label, message) in words.items():
        actions.register_action(name)(_formatter(label, message))


def _formatter(label_: str | Promise, message_: str | Promise) -> type[LogFormatter]:
    class ReasonFormatter(LogFormatter):
        label = label_

        def format_message(self, log_entry: ModelLogEntry) -> str:
            reason = log_entry.data.get("reason")
            return f"{message_}: {reason}" if reason else str(message_)

    return ReasonFormatter
