"""The facts that a learner produced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enrollment import Enrollment

if TYPE_CHECKING:
    from users.models import User


class ResultKind(models.TextChoices):
    LESSON = "LESSON", _("Lesson read")
    CHECK = "CHECK", _("Knowledge check passed")
    SUBMISSION = "SUBMISSION", _("Submission accepted")
    SESSION = "SESSION", _("Session attended")
    PART = "PART", _("Course of the programme completed")
    EXCUSED = "EXCUSED", _("Excused")
    BY_HAND = "BY_HAND", _("Completed by hand")
    CREDITED = "CREDITED", _("Credited from an earlier run")


class ActivityResultQuerySet(models.QuerySet["ActivityResult"]):
    def valid(self) -> ActivityResultQuerySet:
        return self.filter(voided_at=None)

    def visible_to(self, user: User | AnonymousUser) -> ActivityResultQuerySet:
        """A learner's own results."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class ActivityResult(models.Model):
    """One fact about (lesson, activity). Never rewritten; can be voided with who and why.

    `activity_key` is a block uuid, or "" for reading the lesson. `was_required` says whether it
    counted when it was recorded, or since: then it counts for good, whatever the course becomes.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="results")
    lesson_key = models.UUIDField()
    activity_key = models.CharField(max_length=36, blank=True, default="")
    kind = models.CharField(max_length=12, choices=ResultKind.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    was_required = models.BooleanField(default=True)
    detail = models.JSONField(default=dict, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    void_reason = models.CharField(max_length=200, blank=True)

    objects = ActivityResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity result")
        verbose_name_plural = _("activity results")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "activity_key", "kind"],
                condition=Q(voided_at=None),
                name="learning_activityresult_once_while_valid",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""),
                name="learning_activityresult_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.lesson_key} {self.activity_key}"
