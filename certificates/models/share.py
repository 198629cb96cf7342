"""A person's choice to show all their certificates on one page."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    return secrets.token_urlsafe(16)


class CertificateShare(models.Model):
    """The page exists while the row does. Sharing again gives another address."""

    holder = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificate_share"
    )
    token = models.CharField(max_length=32, unique=True, default=new_token)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("shared certificates")
        verbose_name_plural = _("shared certificates")

    def __str__(self) -> str:
        # No name, as in every text that Wagtail's log may keep.
        return f"{self._meta.verbose_name} {self.pk}"
