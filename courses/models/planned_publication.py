"""A publication that waits for its hour."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .course import Course


class PlannedPublicationQuerySet(models.QuerySet["PlannedPublication"]):
    def open(self) -> PlannedPublicationQuerySet:
        """Those that wait."""
        return self.filter(done_at=None, cancelled_at=None)


class PlannedPublication(models.Model):
    """What somebody looked at and chose, to be published at `at` if it is still the same then.

    `seen`: the mark of each draft by the id of its page; `page_ids`: those of them to publish;
    `arrangement`: the number of the order. `review`: the submission that it approves, or "".
    `time_zone` is the one in which it was planned. `problem`: why it was not published.
    """

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="planned_publications"
    )
    at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    audience = models.CharField(max_length=12)
    note = models.TextField(blank=True, default="")
    page_ids = models.JSONField(default=list)
    seen = models.JSONField(default=dict)
    with_arrangement = models.BooleanField(default=True)
    arrangement = models.PositiveIntegerField(null=True)
    review = models.CharField(max_length=20, blank=True, default="")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="")

    objects = PlannedPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(done_at=None, cancelled_at=None),
                name="courses_plannedpublication_one_open",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(cancelled_at=None),
                name="courses_plannedpublication_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} ({self.at:%Y-%m-%d})"
