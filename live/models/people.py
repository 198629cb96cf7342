"""Links that are a person's own, and who signed up for a webinar without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun


class PersonalLinks(models.Model):
    """Who has no row never asked for a calendar, and never ended the links of their mails.

    `calendar_key` is in the address of their calendar; a new one ends the old. The links of mails
    older than `links_revoked_at` are dead.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="personal_links"
    )
    calendar_key = models.UUIDField(null=True, blank=True, unique=True)
    links_revoked_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("personal links")
        verbose_name_plural = _("personal links")

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"


class SignUp(models.Model):
    """Somebody asked to take part, and proves by a mail that the address is theirs.

    `email_key` makes an address one row in a run. Forgotten: what it says of the person is empty.
    `source` says through which page or mail they came.
    """

    run = models.ForeignKey(
        CourseRun,
        on_delete=models.PROTECT,
        related_name="sign_ups",
        db_index=False,  # the constraint begins with it
    )
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=150, blank=True)
    city_name = models.CharField(_("city"), max_length=100, blank=True)
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=64, default="UTC")
    asked_at = models.DateTimeField(db_index=True)
    mailed_count = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sign_ups",
    )
    source = models.CharField(max_length=100, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "email_key"], name="live_signup_once_an_address"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(user__isnull=False),
                name="live_signup_confirmed_has_user",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | Q(name="", city_name=""),
                name="live_signup_forgotten_is_empty",
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
