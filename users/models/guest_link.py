"""A personal link that lets an outsider read and judge one thing, and signs in nobody."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .user import User


class GuestKind(models.TextChoices):
    """What `subject_key` names; an app above knows where it lies."""

    COURSE_DRAFT = "COURSE_DRAFT", _("Draft of a course")


class Verdict(models.TextChoices):
    APPROVED = "APPROVED", _("Approves")
    RETURNED = "RETURNED", _("Asks for changes")


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def in_force(self, at: datetime) -> GuestLinkQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=at)


class GuestLink(models.Model):
    """One row for each invitation; `name` is the guest's own, as the inviter wrote it.

    `author` is a row without address, password and rights, under which a guest's comments stand:
    an account that the guest may have is never touched. `verdict` is the latest one. Of the link
    itself nothing is kept: it is `key` with a signature.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=GuestKind)
    subject_key = models.UUIDField(db_index=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    author = models.OneToOneField(User, on_delete=models.PROTECT, related_name="guest_link")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict, blank=True)
    verdict_text = models.TextField(blank=True)
    verdict_at = models.DateTimeField(null=True, blank=True)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest link")
        verbose_name_plural = _("guest links")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "subject_key",
                "email",
                condition=Q(revoked_at=None),
                name="users_guestlink_one_open",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="users_guestlink_expires_after_creation",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=GuestKind.values), name="users_guestlink_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", verdict_at=None)
                | Q(verdict__in=Verdict.values, verdict_at__isnull=False),
                name="users_guestlink_verdict_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(name="", revoked_at__isnull=False),
                name="users_guestlink_forgotten_is_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"Guest link {self.pk}"

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
