"""Hooks of `users`: the words of the log, erasing several people at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .viewsets import EraseBulkAction

# Registered after Wagtail's own of the same name, it takes its place.
hooks.register("register_bulk_action", EraseBulkAction, order=10)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in [
        ("users.confirm_certificate_name", _("Confirm name"), _("Confirmed a certificate name")),
        ("users.erase", _("Erase"), _("Erased the person")),
    ]:
        actions.register_action(name, label, message)
