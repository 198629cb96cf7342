"""Who of a team wants no mail about applications."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoApplicationMails(models.Model):
    """Whoever has a row gets none, of whatever run. The CMS shows who asks all the same."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="no_application_mails"
    )
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("person who wants no mails about applications")
        verbose_name_plural = _("people who want no mails about applications")

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
