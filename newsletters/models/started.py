"""Which issue was started for which month."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StartedIssue(models.Model):
    """One for each month, so that two clicks, or two people, start one issue.

    `issue_key` is the page's `translation_key`.
    """

    month = models.DateField(_("month"), unique=True)
    issue_key = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("started issue")
        verbose_name_plural = _("started issues")
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
