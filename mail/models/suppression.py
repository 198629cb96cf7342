"""Whom no mail goes to, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
        SOFT_BOUNCES = "SOFT_BOUNCES", _("Refused again and again")
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
