"""A learner in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.models import CourseOutline, CourseRun

if TYPE_CHECKING:
    from users.models import User


def _followed_id() -> Coalesce:
    """The id of the outline that an enrollment follows."""
    return Coalesce(F("run__pinned_outline_id"), F("run__course__newest_outline_id"))


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def active(self) -> EnrollmentQuerySet:
        return self.filter(withdrawn_at=None)

    def completed(self) -> EnrollmentQuerySet:
        return self.exclude(completed_at=None)

    def visible_to(self, user: User | AnonymousUser) -> EnrollmentQuerySet:
        """A learner's own enrollments. Whoever edits the course looks at them in the studio."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(learner=user)

    def with_seat(self) -> EnrollmentQuerySet:
        """Those that take a seat. `learning.seats` counts them."""
        return self.active().filter(learner__erased_at=None)

    def with_outline(self) -> EnrollmentQuerySet:
        """Adds what `learning.standing` reads: run, course and the outline that is followed.

        That is the run's pinned outline, or else the newest of its course. No further query.
        """
        return self.select_related("run__course").annotate(followed_outline_id=_followed_id())

    def with_stale_percent(self) -> EnrollmentQuerySet:
        """Open enrollments whose course changed since their percent was computed.

        Whoever follows an older outline reads the newest pages: a check may have gone from them.
        """
        is_other_outline = Q(followed_id__isnull=False) & (
            Q(percent_outline=None) | ~Q(percent_outline=F("followed_id"))
        )
        has_dirty_pages = Q(run__course__dirty_at__isnull=False) & (
            Q(percent_at=None) | Q(percent_at__lt=F("run__course__dirty_at"))
        )
        has_newer_pages = Q(run__pinned_outline__isnull=False) & Q(
            percent_at__lt=F("run__course__pages_changed_at")
        )
        return (
            self.active()
            .filter(completed_at=None)
            .annotate(followed_id=_followed_id())
            .filter(is_other_outline | has_dirty_pages | has_newer_pages)
        )

    def editable_by(self, user: User | AnonymousUser) -> EnrollmentQuerySet:
        """Enrollments in the runs that this person may edit."""
        return self.filter(run__in=CourseRun.objects.editable_by(user))


class AffiliationKind(models.TextChoices):
    """What a learner's city or organization is to the network. Empty: they said nothing."""

    FULL = "FULL", _("full member")
    ASSOCIATE = "ASSOCIATE", _("associate member")
    OTHER = "OTHER", _("no member")


class Enrollment(models.Model):
    """One row for a learner in a run, kept for ever: withdrawing and returning change its dates.

    `rule` is the course's completion rule at the time of enrolling. `percent` is a cache for
    lists; what is true is computed by `learning.progress.progress`; `percent_at` and
    `percent_outline` tell the sweep when it is stale. `last_lesson_key` is where the learner was
    last. `country` and `affiliation_kind` are the learner's when they first enrolled, so that the
    figures of a year stay as they were whatever a person says, or takes back, later; they name
    nobody. `extended_until` stands for the end of the run where the team gave somebody more time.
    Completion is a fact: its date, outline number and rule never change. `enrolled_count`
    is 1, and one more with each return.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrollments"
    )
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="enrollments")
    enrolled_at = models.DateTimeField()
    country = models.CharField(_("country or territory"), max_length=2, blank=True)
    affiliation_kind = models.CharField(
        max_length=10, choices=AffiliationKind.choices, blank=True, default=""
    )
    enrolled_count = models.PositiveSmallIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    rule = models.JSONField()
    percent = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    percent_at = models.DateTimeField(null=True, blank=True)
    percent_outline = models.ForeignKey(
        CourseOutline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    extended_until = models.DateTimeField(null=True, blank=True)
    last_lesson_key = models.UUIDField(null=True, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_outline = models.ForeignKey(
        CourseOutline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    completed_rule = models.JSONField(null=True, blank=True)
    certificate_note = models.CharField(max_length=200, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["-enrolled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "run"], name="learning_enrollment_once_per_run"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="learning_enrollment_percent_at_most_100"
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_rule__isnull=False),
                name="learning_enrollment_completed_has_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["enrolled_at"], name="learning_enrolled"),
            models.Index(
                fields=["completed_at"],
                name="learning_completed",
                condition=Q(completed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text, and a person may ask to be erased.
        return f"{self._meta.verbose_name} {self.pk}"
