"""The ledger: one row for each message to each address, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    PENDING = "PENDING", _("Waiting")
    LEASED = "LEASED", _("Taken by a worker")
    IN_FLIGHT = "IN_FLIGHT", _("Being sent")
    SENT = "SENT", _("Sent")
    DEFERRED = "DEFERRED", _("Deferred")
    FAILED = "FAILED", _("Failed")
    SKIPPED = "SKIPPED", _("Skipped")


HELD_STATES = [DeliveryState.LEASED, DeliveryState.IN_FLIGHT]
WAITING_STATES = [DeliveryState.PENDING, DeliveryState.DEFERRED]


class Priority(models.IntegerChoices):
    """Which goes first where several wait."""

    SECURITY = 0, _("Sign-in and security")
    TRANSACTIONAL = 1, _("About one's own courses")
    BULK = 2, _("Newsletters")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """Rows that may be claimed at `now`."""
        return self.filter(state__in=WAITING_STATES, next_attempt_at__lte=now)

    def in_doubt(self, now: datetime) -> DeliveryQuerySet:
        """Rows whose worker vanished between the mark and the result."""
        return self.filter(state=DeliveryState.IN_FLIGHT, lease_expires_at__lt=now)

    def abandoned(self, now: datetime) -> DeliveryQuerySet:
        """Rows whose worker vanished before the mark: provably unsent."""
        return self.filter(state=DeliveryState.LEASED, lease_expires_at__lt=now)


class Delivery(models.Model):
    """`key` makes a message unique: writing it twice writes it once.

    The text is either a template with plain values in `context`, rendered when it is sent, or, for
    messages that came through Django's mail functions, `subject`, `text` and `html` as given.
    A secret message (reset, confirmation, sign-in code) is wiped once it is sent or expired.
    `token` makes the Message-ID, so it stays the same in a retry.
    """

    key = models.CharField(max_length=200, unique=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, default=Priority.TRANSACTIONAL
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
    )
    to_email = models.CharField(_("address"), max_length=320, blank=True)
    to_name = models.CharField(_("name"), max_length=150, blank=True)
    email_key = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    template = models.CharField(max_length=100, blank=True)
    context = models.JSONField(default=dict, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    from_email = models.CharField(max_length=320, blank=True)
    is_secret = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    lease = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_reply = models.CharField(_("last answer"), max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()
    # Wagtail would index for each message whom it names: four queries more, and nothing uses it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="mail_delivery_state_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=HELD_STATES, lease__isnull=False, lease_expires_at__isnull=False)
                    | (~Q(state__in=HELD_STATES) & Q(lease__isnull=True))
                ),
                name="mail_delivery_lease_while_held",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(state=DeliveryState.SENT),
                name="mail_delivery_sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "next_attempt_at", "id"],
                name="mail_delivery_waiting",
                condition=Q(state__in=WAITING_STATES),
            ),
            models.Index(
                fields=["lease_expires_at"],
                name="mail_delivery_held",
                condition=Q(state__in=HELD_STATES),
            ),
            models.Index(fields=["email_key"], name="mail_delivery_email_key"),
        ]

    def __str__(self) -> str:
        return self.key

    def is_in_doubt(self, *, at: datetime) -> bool:
        """Whether nobody knows if this message was accepted."""
        return (
            self.state == DeliveryState.IN_FLIGHT
            and self.lease_expires_at is not None
            and self.lease_expires_at < at
        )

    def has_expired(self, *, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def in_force(self) -> SuppressionQuerySet:
        return self.filter(lifted_at=None)


class Suppression(models.Model):
    """An address that gets no mail in `scope`: ALL, or a list's name that its owner chose.

    Holds only an HMAC of the address, so that it outlives erasure.
    """

    ALL = "ALL"

    class Reason(models.TextChoices):
        HARD_BOUNCE = "HARD_BOUNCE", _("The address does not exist")
        COMPLAINT = "COMPLAINT", _("The reader complained")
        BY_HAND = "BY_HAND", _("Set by the secretariat")
        LEFT = "LEFT", _("The reader left")

    email_key = models.CharField(max_length=64)
    scope = models.CharField(max_length=100, default=ALL)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SuppressionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["email_key", "scope"],
                condition=Q(lifted_at=None),
                name="mail_suppression_once_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.scope})"


class Bounce(models.Model):
    """A refusal that a mail server gave for one delivery. `status` is RFC 3463's, if any."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="bounces")
    email_key = models.CharField(max_length=64)
    is_hard = models.BooleanField()
    status = models.CharField(max_length=20, blank=True)
    reply = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-recorded_at"]

    def __str__(self) -> str:
        return f"{self.status} {self.reply}"
