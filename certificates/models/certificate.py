"""What was certified, copied at the moment of issuing."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.models import Enrollment

from ..name_language import name_language

if TYPE_CHECKING:
    from users.models import User

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, 1, I, O: people type it from paper
CODE_LENGTH = 12  # 60 bits


def new_code() -> str:
    """A code that nobody can guess, without its hyphens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """A code as somebody typed it, without spaces and hyphens, in capitals."""
    return "".join(character for character in typed.upper() if character.isalnum())[:40]


def protected_storage() -> Storage:
    return storages["protected"]


class CertificateState(models.TextChoices):
    VALID = "VALID", _("Valid")
    REPLACED = "REPLACED", _("Replaced")
    REVOKED = "REVOKED", _("Revoked")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def current(self) -> CertificateQuerySet:
        """Neither replaced nor revoked."""
        return self.filter(replaced_at=None, revoked_at=None)

    def visible_to(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """A holder's own certificates."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(enrollment__learner=user)

    def editable_by(self, user: User | AnonymousUser) -> CertificateQuerySet:
        """Correcting and revoking is the secretariat's, for every provider."""
        return self.all() if user.has_perm("courses.manage_all_providers") else self.none()


class Certificate(models.Model):
    """One version of one enrollment's certificate. Its copied fields never change.

    Days are those of the run's zone, wherever they stand: on the paper, on its public page (also
    of `issued_at`, `replaced_at`, `revoked_at`) and on the learner's progress page.
    `goals` is [{"number", "title", "color"}]; `signatories` is [{"name", "title", "picture"}].
    `name_key` is an HMAC of the printed name: after erasure it is all that is left of it.
    """

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="certificates"
    )
    version = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    serial = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=150, blank=True)
    name_latin = models.CharField(max_length=150, blank=True)
    name_key = models.CharField(max_length=64)
    name_region = models.CharField(max_length=2, default="SC")
    course_title = models.CharField(_("course"), max_length=255)
    provider_name = models.CharField(max_length=255)
    starts_date = models.DateField()
    completed_date = models.DateField()
    effort_minutes = models.PositiveIntegerField()
    goals = models.JSONField(default=list)
    signatories = models.JSONField(default=list)
    wording = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=200, blank=True)
    rule = models.JSONField(default=dict)
    outline_number = models.PositiveIntegerField()
    art_seed = models.CharField(max_length=255)
    pdf = models.FileField(storage=protected_storage, upload_to="certificates/%Y/", blank=True)
    pdf_bytes = models.PositiveIntegerField(default=0)

    issued_at = models.DateTimeField(_("issued"))
    replaced_at = models.DateTimeField(null=True, blank=True)
    is_linked_onward = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.CharField(max_length=300, blank=True)
    is_public = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()
    # Wagtail would index for each certificate which enrollment it names; nothing asks that.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "version"], name="certificates_certificate_version_unique"
            ),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(replaced_at=None, revoked_at=None),
                name="certificates_certificate_one_current",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="certificates_certificate_version_from_one"
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text, and a person may ask to be erased.
        return self.serial

    @property
    def printed_code(self) -> str:
        """In groups of four, as it stands on paper."""
        groups = [self.code[start : start + 4] for start in range(0, len(self.code), 4)]
        return "-".join(groups)

    @property
    def name_language(self) -> str:
        return name_language(self.name, self.name_region)

    @property
    def state(self) -> CertificateState:
        if self.revoked_at:
            return CertificateState.REVOKED
        if self.replaced_at:
            return CertificateState.REPLACED
        return CertificateState.VALID
