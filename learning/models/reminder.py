"""Reminders that went to a learner, and who wants none."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enrollment import Enrollment


class Reminder(models.Model):
    """`key` says why, and of which date: each goes once in an enrollment. See `schedule`."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="reminders")
    key = models.CharField(max_length=60)
    sent_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "key"], name="learning_reminder_once_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.key


class NoReminders(models.Model):
    """Whoever has a row gets none, in whatever course."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="no_reminders"
    )
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("person who wants no reminders")
        verbose_name_plural = _("people who want no reminders")

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
