"""Who waits for a seat in a full run."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun
from users.models import User


class WaitingEnd(models.TextChoices):
    ENROLLED = "ENROLLED", _("Enrolled")
    LAPSED = "LAPSED", _("Did not answer in time")
    LEFT = "LEFT", _("Left the waiting list")


class WaitingPlaceQuerySet(models.QuerySet["WaitingPlace"]):
    def open(self) -> WaitingPlaceQuerySet:
        """Those that still count; an erased learner's counts from that moment no more."""
        return self.filter(ended_at=None, learner__erased_at=None)

    def ahead_of(self, place: WaitingPlace) -> WaitingPlaceQuerySet:
        """Who is before this place on the list, and has been offered nothing yet."""
        return self.open().filter(run=place.run_id, offered_at=None, pk__lt=place.pk)

    def with_number(self) -> WaitingPlaceQuerySet:
        """Each with `number`, its place among those of its run who have been offered nothing."""
        ahead = (
            WaitingPlace.objects.open()
            .filter(run=OuterRef("run"), offered_at=None, pk__lt=OuterRef("pk"))
            .order_by()
            .values("run")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(number=Coalesce(Subquery(ahead), 0) + 1)

    def visible_to(self, user: User | AnonymousUser) -> WaitingPlaceQuerySet:
        """A learner's own places."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(learner=user)


class WaitingPlace(models.Model):
    """A learner's turn: one open row in a run; whoever comes again gets a new one, at the end.

    The order is that of the ids: a row is made under the lock on its run. While `offered_at` is
    set and the place open, a seat is kept for its learner until `offer_ends_at`.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waiting_places"
    )
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="waiting_places")
    joined_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=WaitingEnd.choices, blank=True, default="")

    objects = WaitingPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on the waiting list")
        verbose_name_plural = _("places on the waiting list")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "run"],
                condition=Q(ended_at=None),
                name="learning_waitingplace_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(offered_at=None, offer_ends_at=None)
                | Q(
                    offered_at__isnull=False,
                    offer_ends_at__isnull=False,  # else the comparison is neither true nor false
                    offer_ends_at__gt=F("offered_at"),
                ),
                name="learning_waitingplace_offer_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="")
                | (Q(ended_at__isnull=False) & Q(end__in=WaitingEnd.values)),
                name="learning_waitingplace_end_is_said",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "id"], name="learning_waiting", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text, and a person may ask to be erased.
        return f"{self._meta.verbose_name} {self.pk}"

    def is_offered(self, *, at: datetime) -> bool:
        """Whether the learner may take the kept seat at `at`."""
        return self.ended_at is None and self.offer_ends_at is not None and at < self.offer_ends_at
