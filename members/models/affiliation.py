"""Where a user comes from: a member of the network, or a city and an organization in own words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .network import Member


class Affiliation(models.Model):
    """One row per user who said something; saying nothing leaves no row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="affiliation"
    )
    member = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("member of CityNet"),
    )
    city_name = models.CharField(_("city"), max_length=100, blank=True)
    organization_name = models.CharField(_("organization"), max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=False)
                | ~models.Q(city_name="")
                | ~models.Q(organization_name=""),
                name="members_affiliation_says_something",
            )
        ]

    def __str__(self) -> str:
        own_words = [self.organization_name, self.city_name]
        parts = [str(self.member)] if self.member else []
        return ", ".join([*parts, *(word for word in own_words if word)])
