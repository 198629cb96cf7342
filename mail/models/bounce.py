"""What came back: refusals and complaints, each from one source, each known once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .delivery import Delivery


class BounceKind(models.TextChoices):
    HARD = "HARD", _("The address does not exist")
    SOFT = "SOFT", _("Refused for now")
    POLICY = "POLICY", _("Refused by the receiver’s rules")
    COMPLAINT = "COMPLAINT", _("The reader complained")


class BounceSource(models.TextChoices):
    SMTP = "SMTP", _("Answer of the mail server")
    WEBHOOK = "WEBHOOK", _("Report of the mail provider")
    MAILBOX = "MAILBOX", _("Returned mail")


class Bounce(models.Model):
    """One refusal or complaint about one delivery. `status` is RFC 3463's, if any.

    `event` is the provider's own name of it, so that the same report twice is one row.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="bounces")
    email_key = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=BounceKind, default=BounceKind.POLICY)
    source = models.CharField(
        _("source"), max_length=10, choices=BounceSource, default=BounceSource.SMTP
    )
    event = models.CharField(max_length=200, null=True, blank=True, unique=True)
    status = models.CharField(max_length=20, blank=True)
    reply = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=BounceKind.values), name="mail_bounce_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["email_key", "recorded_at"], name="mail_bounce_of_address")]

    def __str__(self) -> str:
        return f"{self.status} {self.reply}"
