"""One text to many readers: its schedule, its state, its words in each language."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SendingState(models.TextChoices):
    SCHEDULED = "SCHEDULED", _("Scheduled")
    RUNNING = "RUNNING", _("Being sent")
    PAUSED = "PAUSED", _("Paused")
    LATE = "LATE", _("Too late: asks whether to go")
    DONE = "DONE", _("Done")
    CANCELLED = "CANCELLED", _("Cancelled")


OPEN_STATES = [
    SendingState.SCHEDULED,
    SendingState.RUNNING,
    SendingState.PAUSED,
    SendingState.LATE,
]


class SendingQuerySet(models.QuerySet["Sending"]):
    def due(self, at: datetime) -> SendingQuerySet:
        """Those whose hour has come."""
        return self.filter(state=SendingState.SCHEDULED, starts_at__lte=at)

    def running(self) -> SendingQuerySet:
        return self.filter(state=SendingState.RUNNING)


class Sending(models.Model):
    """`key` makes it unique: started from two tabs it is one.

    `starts_at` is kept in UTC beside the zone in which it was planned. After `send_before` it asks
    instead of going. `list_id` and `unsubscribe_path` become headers of RFC 2919, 2369 and 8058;
    the path holds `{language}` and `{token}`.
    """

    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(_("title"), max_length=255)
    state = models.CharField(
        _("state"), max_length=10, choices=SendingState, default=SendingState.SCHEDULED
    )
    starts_at = models.DateTimeField(_("starts"))
    time_zone = models.CharField(max_length=63, default="UTC")
    send_before = models.DateTimeField(null=True, blank=True)
    from_email = models.CharField(max_length=320, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    list_id = models.CharField(max_length=200, blank=True)
    unsubscribe_path = models.CharField(max_length=200, blank=True)
    fallback_language = models.CharField(max_length=10, default="en")
    paused_because = models.CharField(max_length=500, blank=True)
    recipient_count = models.PositiveIntegerField(default=0)
    frozen_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SendingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SendingState.values), name="mail_sending_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SendingText(models.Model):
    """The words of a sending in one language, with slots for what differs by reader.

    A slot is written by `mail.slots.slot(name)`. `html` has its CSS inlined already.
    """

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=500)
    html = models.TextField()
    text = models.TextField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of a sending")
        verbose_name_plural = _("texts of sendings")
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "language"], name="mail_sendingtext_once_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"
