"""What a team may hide and its author delete: threads and posts alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Moderated(models.Model):
    """The words stay in either case, for hosts alone; who did it stands beside the moment."""

    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    hidden_reason = models.CharField(max_length=500, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def is_shown(self) -> bool:
        """To everybody in the run."""
        return self.hidden_at is None and self.deleted_at is None


def done_by_somebody(verb: str, name: str) -> models.CheckConstraint:
    """`verb`: the beginning of two columns, as in "hidden"."""
    return models.CheckConstraint(
        condition=Q(**{f"{verb}_at": None}) | Q(**{f"{verb}_by__isnull": False}), name=name
    )
