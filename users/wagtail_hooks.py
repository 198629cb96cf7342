"""Hooks of `users`: the words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in [
        ("users.confirm_certificate_name", _("Confirm name"), _("Confirmed a certificate name")),
        ("users.erase", _("Erase"), _("Erased the person")),
    ]:
        actions.register_action(name, label, message)
