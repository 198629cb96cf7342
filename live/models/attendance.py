"""What proves that somebody attended, and which reminders went to whom."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from learning.models import Enrollment
from users.models import User

from .session import LiveSession


class Source(models.TextChoices):
    JOIN = "JOIN", _("Joined")
    CODE = "CODE", _("Code of the session")
    LIST = "LIST", _("On the host’s list")
    REPORT = "REPORT", _("Report of the meeting")
    RECORDING = "RECORDING", _("Recording")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User | AnonymousUser) -> AttendanceQuerySet:
        """A learner's own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(enrollment__learner=user)


class Attendance(models.Model):
    """One row for each kind of proof; what counts is the best of them, never their sum.

    `at` is the first moment and stays. `minutes` are said by people and reports; those of joining
    and of the code follow from `at`. Of a recording, `opened_at` is when it was opened, and `at`,
    empty till then, when it was watched. `by`: the host whose list it stands on.
    """

    session = models.ForeignKey(
        LiveSession,
        on_delete=models.PROTECT,
        related_name="attendances",
        db_index=False,  # the constraint begins with it
    )
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attendances")
    source = models.CharField(max_length=10, choices=Source.choices)
    at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AttendanceQuerySet.as_manager()
    # Four queries less for each who joins: nothing asks Wagtail where a proof is used.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrollment", "source"],
                name="live_attendance_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="live_attendance_source_known"
            ),
            models.CheckConstraint(
                condition=~Q(source__in=[Source.LIST, Source.REPORT]) | Q(minutes__isnull=False),
                name="live_attendance_minutes_by_people",
            ),
            models.CheckConstraint(
                condition=Q(at__isnull=False) | Q(source=Source.RECORDING, opened_at__isnull=False),
                name="live_attendance_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"


class SessionReminder(models.Model):
    """`key` says which reminder and for which start ("day-20270314T0000"): each goes once."""

    session = models.ForeignKey(
        LiveSession,
        on_delete=models.PROTECT,
        related_name="reminders",
        db_index=False,  # the constraint begins with it
    )
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="session_reminders"
    )
    key = models.CharField(max_length=40)
    sent_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder of a session")
        verbose_name_plural = _("reminders of sessions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrollment", "key"],
                name="live_sessionreminder_once_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.key
