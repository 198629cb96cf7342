"""Who wants to hear when a course runs again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course


class CourseInterest(models.Model):
    """Told once; whoever asks again after that gets a new row."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="interests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="course_interests"
    )
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("interest in a course")
        verbose_name_plural = _("interests in courses")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "user"],
                condition=Q(told_at=None),
                name="learning_courseinterest_once_while_open",
            )
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
