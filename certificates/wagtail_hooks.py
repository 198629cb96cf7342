"""Certificates in the CMS: templates of providers, and the words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .viewsets import CertificateViewSetGroup


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in [
        ("certificates.issue", _("Issue a certificate"), _("Issued the certificate")),
        ("certificates.revoke", _("Revoke"), _("Revoked the certificate")),
        ("certificates.share", _("Share"), _("Shared all certificates")),
        ("certificates.stop_sharing", _("Stop sharing"), _("Stopped sharing certificates")),
    ]:
        actions.register_action(name, label, message)


@hooks.register("register_admin_viewset")
def register_viewset() -> CertificateViewSetGroup:
    return CertificateViewSetGroup()
