"""Ways into a run that is not open to everybody: questions answered, and codes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun
from users.models import User


class ApplicationState(models.TextChoices):
    PENDING = "PENDING", _("Waits for an answer")
    ACCEPTED = "ACCEPTED", _("Accepted")
    REFUSED = "REFUSED", _("Refused")
    WITHDRAWN = "WITHDRAWN", _("Taken back")


DECIDED = [ApplicationState.ACCEPTED, ApplicationState.REFUSED]


class ApplicationQuerySet(models.QuerySet["Application"]):
    def pending(self) -> ApplicationQuerySet:
        """Those that wait for an answer, of people who are still there."""
        return self.filter(state=ApplicationState.PENDING, learner__erased_at=None)

    def count_by_run(self) -> dict[int, int]:
        """How many, by the id of their run. One query."""
        rows = self.order_by().values_list("run")
        return dict(rows.annotate(number=models.Count("pk")))

    def visible_to(self, user: User | AnonymousUser) -> ApplicationQuerySet:
        """A learner's own."""
        return self.filter(learner=user) if user.is_authenticated else self.none()


class Application(models.Model):
    """Somebody asks to be enrolled: one row in a run, which asking again opens anew.

    `answers`: pairs of the question as it was asked, and what they wrote.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications"
    )
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="applications")
    answers = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=ApplicationState.choices, default=ApplicationState.PENDING
    )
    applied_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # when the team was told
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(max_length=500, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["applied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "run"], name="learning_application_once_per_run"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_at=None)),
                name="learning_application_decided_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"


class InvitationCodeQuerySet(models.QuerySet["InvitationCode"]):
    def usable(self, *, at: datetime) -> InvitationCodeQuerySet:
        """Those that open their run at `at`."""
        has_uses = Q(uses_allowed=None) | Q(used_count__lt=F("uses_allowed"))
        is_in_time = Q(expires_at=None) | Q(expires_at__gt=at)
        return self.filter(has_uses, is_in_time, revoked_at=None)


class InvitationCode(models.Model):
    """Opens one run to whoever knows it, so many times."""

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=20, unique=True)
    uses_allowed = models.PositiveIntegerField(null=True, blank=True)
    used_count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = InvitationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation code")
        verbose_name_plural = _("invitation codes")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uses_allowed=None) | Q(used_count__lte=F("uses_allowed")),
                name="learning_invitationcode_used_within_limit",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def is_usable(self, *, at: datetime) -> bool:
        if self.revoked_at is not None or (self.expires_at is not None and at >= self.expires_at):
            return False
        return self.uses_allowed is None or self.used_count < self.uses_allowed
