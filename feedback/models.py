"""What learners answered. No page id: a question is known by its keys in every language."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.models import Enrollment

COURSE = ""


class Response(models.Model):
    """One answer of one learner, the latest one: they may change their mind.

    `lesson_key` is "" for the form at the end of the course, whose questions are those of
    `feedback.questions`; else `question_key` is the uuid of a block in that lesson. `rating` is
    1 to 5; where it is None they wrote `text`.
    """

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="feedback_responses"
    )
    lesson_key = models.CharField(max_length=36, blank=True)
    question_key = models.CharField(max_length=36)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["lesson_key", "question_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "question_key"],
                name="feedback_response_once_a_question",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
                name="feedback_response_rating_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=False, text="") | (Q(rating=None) & ~Q(text="")),
                name="feedback_response_rating_or_text",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"
