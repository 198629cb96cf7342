"""Who offers courses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

if TYPE_CHECKING:
    from users.models import User


class ProviderQuerySet(models.QuerySet["Provider"]):
    def editable_by(self, user: User | AnonymousUser) -> ProviderQuerySet:
        """Providers whose courses this person may author: their own; the secretariat all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser or user.has_perm("courses.manage_all_providers"):
            return self.all()
        groups = user.groups.all()
        is_theirs = Q(author_group__in=groups) | Q(administrator_group__in=groups)
        return self.filter(is_theirs).distinct()

    def administered_by(self, user: User | AnonymousUser) -> ProviderQuerySet:
        """Providers whose colleagues this person invites and removes; the secretariat all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser or user.has_perm("courses.manage_all_providers"):
            return self.all()
        return self.filter(administrator_group__in=user.groups.all())


class Provider(models.Model):
    """An organization with its own part of the page tree, groups and collections.

    Found by its foreign keys, never by a name. `key` is the translation_key of its page.
    """

    key = models.UUIDField(unique=True)
    name = models.CharField(_("name"), max_length=255)
    author_group = models.OneToOneField(
        Group, on_delete=models.PROTECT, related_name="authored_provider"
    )
    administrator_group = models.OneToOneField(
        Group, on_delete=models.PROTECT, related_name="administered_provider"
    )
    public_collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, related_name="public_of_provider"
    )
    lesson_collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, related_name="lessons_of_provider"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Whoever is trusted publishes without being reviewed first.
    trusted_at = models.DateTimeField(null=True, blank=True, editable=False)
    trusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trusted_at=None, trusted_by=None)
                | Q(trusted_at__isnull=False, trusted_by__isnull=False),
                name="courses_provider_trusted_by_somebody",
            )
        ]
        permissions = [("manage_all_providers", "Can manage every provider's courses")]

    def __str__(self) -> str:
        return self.name
