"""What learners answered. No page id: a check is known by its keys in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from learning.models import Enrollment

if TYPE_CHECKING:
    from users.models import User


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def valid(self) -> AttemptQuerySet:
        return self.filter(voided_at=None)

    def visible_to(self, user: User | AnonymousUser) -> AttemptQuerySet:
        """A learner's own attempts."""
        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))


class Attempt(models.Model):
    """One time that a learner answered a knowledge check. Never rewritten; can be voided.

    `number` counts all attempts of this learner at this check from 1, the voided ones too, and
    is the token of the form: what was sent twice is one row. `answers` is
    {question key: [option keys]}, `outcome` {question key: whether it was right}; they and the
    pass mark are copies, so that the result can be explained after the check was changed. Several
    may have passed where the course asks for a score: the best one counts.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    lesson_key = models.UUIDField()
    activity_key = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    outcome = models.JSONField()
    score_percent = models.PositiveSmallIntegerField()
    pass_mark_percent = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    submitted_at = models.DateTimeField()
    language = models.CharField(max_length=16)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    void_reason = models.CharField(max_length=200, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson_key", "activity_key", "number"],
                name="quizzes_attempt_number_once",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="quizzes_attempt_number_from_1"
            ),
            models.CheckConstraint(
                condition=~Q(activity_key=""), name="quizzes_attempt_has_activity"
            ),
            models.CheckConstraint(
                condition=Q(score_percent__lte=100), name="quizzes_attempt_score_at_most_100"
            ),
            models.CheckConstraint(
                condition=Q(is_passed=True, score_percent__gte=F("pass_mark_percent"))
                | Q(is_passed=False, score_percent__lt=F("pass_mark_percent")),
                name="quizzes_attempt_passed_by_mark",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="quizzes_attempt_void_has_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number} {self.activity_key}"

    @property
    def right_count(self) -> int:
        return sum(self.outcome.values())

    @property
    def question_count(self) -> int:
        return len(self.outcome)
