"""What the team tells everybody in a run."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun


class Announcement(models.Model):
    """It stands on a page of the run and goes out once: `key` is the form it was written in.

    `texts` are {language: {"subject", "body"}}, plain.
    """

    key = models.UUIDField(default=uuid.uuid4)
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="announcements")
    texts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told_count = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="discussions_announcement_once_per_form")
        ]

    def __str__(self) -> str:
        # No words of it: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
