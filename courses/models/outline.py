"""What publishing a course made: one numbered, immutable outline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.outline import Outline, parse_outline

from .course import Course


class CourseOutline(models.Model):
    """Modules, lessons and activities of a course at one moment. Never changed afterwards.

    `content` has the shape that `courses.outline.parse_outline` reads. `audience` and `note` are
    what was chosen and said to the learners when it was published.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="outlines")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    audience = models.CharField(max_length=12, blank=True, default="")
    note = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("course outline")
        verbose_name_plural = _("course outlines")
        ordering = ["course", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="courses_courseoutline_number_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"

    @property
    def outline(self) -> Outline:
        """The content as typed values. No query."""
        return parse_outline(self.content)
