"""The ledger: one row for each message to each address, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .sending import Sending


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
    TRANSACTIONAL = 1, _("About one’s own courses")
    BULK = 2, _("Newsletters")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """Rows that may be claimed at `now`."""
        return self.filter(state__in=WAITING_STATES, next_attempt_at__lte=now)

    def transactional(self) -> DeliveryQuerySet:
        """About sign-in or one's own courses: of no sending."""
        return self.filter(sending=None)

    def in_doubt(self, now: datetime) -> DeliveryQuerySet:
        """Rows whose worker vanished between the mark and the result."""
        return self.filter(state=DeliveryState.IN_FLIGHT, lease_expires_at__lt=now)

    def count_doubtful_as_sent(self, now: datetime) -> int:
        """As a person decides who leaves them. Returns how many were in doubt."""
        return self.in_doubt(now).update(
            state=DeliveryState.SENT,
            lease=None,
            lease_expires_at=None,
            sent_at=now,
            last_reply="Left by hand: nobody knows whether it was accepted.",
        )

    def held_by_pumps(self, now: datetime) -> DeliveryQuerySet:
        """Rows of sendings that a worker has in its hands."""
        return self.filter(state__in=HELD_STATES, sending__isnull=False, lease_expires_at__gte=now)

    def abandoned(self, now: datetime) -> DeliveryQuerySet:
        """Rows whose worker vanished before the mark: provably unsent."""
        return self.filter(state=DeliveryState.LEASED, lease_expires_at__lt=now)


class Delivery(models.Model):
    """`key` makes a message unique: writing it twice writes it once.

    What is indexed is paid for twice a message, and a newsletter has many: so each index is either
    needed by the rows of sendings or leaves them out.

    The text is either a template with plain values in `context`, rendered when it is sent, or, for
    messages that came through Django's mail functions, `subject`, `text` and `html` as given.
    A secret message (reset, confirmation, sign-in code) is wiped once it is sent or expired.
    `token` stays the same in a retry, and so does the Message-ID, which is made of it
    (`mail.message_ids`). Nobody but the reader knows the token: it is what their own links name.

    A row of a sending has no text of its own: it lies in the SendingText of its language.
    `scopes` are the lists, parted by spaces, through which the reader gets it: it goes while one
    of them is not suppressed.
    """

    sending = models.ForeignKey(
        Sending,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,  # others begin with it
    )
    scopes = models.TextField(blank=True)
    # Null in a sending, whose rows are unique by their address.
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001
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
        db_index=False,
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
    # A throttle gave this row its turn: it does not ask again.
    has_turn = models.BooleanField(default=False)
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
            models.UniqueConstraint(
                fields=["key"], condition=Q(key__isnull=False), name="mail_delivery_once_a_key"
            ),
            models.CheckConstraint(
                condition=(
                    Q(key__isnull=False, sending__isnull=True)
                    | Q(key__isnull=True, sending__isnull=False)
                ),
                name="mail_delivery_of_a_key_or_a_sending",
            ),
            # Also answers what went to an address.
            models.UniqueConstraint(
                fields=["email_key", "sending"], name="mail_delivery_once_an_address"
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "next_attempt_at", "id"],
                name="mail_delivery_waiting",
                condition=Q(state__in=WAITING_STATES, sending=None),
            ),
            models.Index(
                fields=["sending", "next_attempt_at", "id"],
                name="mail_delivery_waiting_bulk",
                condition=Q(state__in=WAITING_STATES, sending__isnull=False),
            ),
            models.Index(
                fields=["sending", "state"],
                name="mail_delivery_of_sending",
                condition=Q(sending__isnull=False),
            ),
            models.Index(
                fields=["lease_expires_at"],
                name="mail_delivery_held",
                condition=Q(state__in=HELD_STATES),
            ),
            models.Index(
                fields=["user"],
                name="mail_delivery_of_user",
                condition=Q(user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What the secretariat may quote."""
        return self.key or f"sending:{self.sending_id}:{self.token.hex[:12]}"

    def is_in_doubt(self, *, at: datetime) -> bool:
        """Whether nobody knows if this message was accepted."""
        return (
            self.state == DeliveryState.IN_FLIGHT
            and self.lease_expires_at is not None
            and self.lease_expires_at < at
        )

    def has_expired(self, *, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at
