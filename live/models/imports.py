"""A report of a meeting service that a host loaded."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .session import LiveSession


class AttendanceReport(models.Model):
    """Read, looked at, and then confirmed: only that writes attendance.

    `columns` says which column of the file means what. `rows` is a list with one object or list
    of plain values for each line; they name people and are wiped after some days. `counts` are
    numbers alone. `digest` is the file's SHA-256: the same file changes nothing twice.
    """

    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="reports")
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    columns = models.JSONField(default=dict, blank=True)
    rows = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    read_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report of a meeting")
        verbose_name_plural = _("reports of meetings")
        ordering = ["-read_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wiped_at=None) | Q(rows=[]),
                name="live_attendancereport_wiped_is_empty",
            ),
            models.UniqueConstraint(
                fields=["session", "digest"],
                condition=Q(confirmed_at__isnull=False),
                name="live_attendancereport_once_per_file",
            ),
        ]

    def __str__(self) -> str:
        # No file name: it may be that of a person.
        return f"{self._meta.verbose_name} {self.pk}"
