"""What a person agreed to, in which text, and when they took it back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    TERMS = "TERMS", _("Terms of use")
    PRIVACY = "PRIVACY", _("Privacy notice")
    CERTIFICATES_PUBLIC = "CERTIFICATES_PUBLIC", _("Certificates in public")
    GALLERY = "GALLERY", _("Gallery")
    RECORDING = "RECORDING", _("Recording")
    STATISTICS = "STATISTICS", _("Statistics")
    NEWSLETTER = "NEWSLETTER", _("Newsletter")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> ConsentQuerySet:
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """A row is added when consent is given; `withdrawn_at` is set once; nothing else changes.

    The giver is a user, or an address of which only the HMAC is kept. `text_version` is that of
    the page that was shown, empty where the purpose has no text of its own. `language` is the one
    it was read in, `source` where: a short word such as "sign-up".
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="consents",
    )
    email_hmac = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(_("purpose"), max_length=30, choices=Purpose.choices)
    text_version = models.CharField(_("version of the text"), max_length=20, blank=True)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    source = models.CharField(max_length=50)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email_hmac="") | (Q(user=None) & ~Q(email_hmac="")),
                name="users_consent_has_one_giver",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="users_consent_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="users_consent_withdrawn_after_given",
            ),
            models.UniqueConstraint(
                fields=["user", "purpose", "text_version"],
                condition=Q(withdrawn_at=None, user__isnull=False),
                name="users_consent_once_in_force",
            ),
            models.UniqueConstraint(
                fields=["email_hmac", "purpose", "text_version"],
                condition=Q(withdrawn_at=None, user=None),
                name="users_consent_once_in_force_by_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.text_version}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only new rows. Raises TypeError for one that exists: withdraw it by the action."""
        if not self._state.adding:
            raise TypeError("A consent never changes; use withdraw_consent().")
        super().save(*args, **kwargs)
