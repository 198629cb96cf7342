"""A session of a run: its time, its place, and when one may join."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun, MediaDocument
from learning.models import Enrollment

if TYPE_CHECKING:
    from users.models import User

OPENS_BEFORE: Final = timedelta(minutes=15)
STAYS_OPEN: Final = timedelta(minutes=30)
LONGEST_MINUTES: Final = 24 * 60


class Place(models.TextChoices):
    LINK = "LINK", _("Online")
    ROOM = "ROOM", _("In a room")


class SessionState(models.TextChoices):
    PLANNED = "PLANNED", _("Planned")
    OPEN = "OPEN", _("Open: it starts soon")
    RUNNING = "RUNNING", _("Running")
    OVER = "OVER", _("Over")
    CANCELLED = "CANCELLED", _("Cancelled")


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    def uncancelled(self) -> LiveSessionQuerySet:
        return self.filter(cancelled_at=None)

    def upcoming(self, at: datetime) -> LiveSessionQuerySet:
        """Those that have not begun by their plan. One that runs is not among them."""
        return self.uncancelled().filter(starts_at__gt=at)

    def begun(self, at: datetime) -> LiveSessionQuerySet:
        """Those that have begun by their plan; whether one is over, `ends_at` knows."""
        return self.uncancelled().filter(starts_at__lte=at)

    def unsettled(self, at: datetime) -> LiveSessionQuerySet:
        """Those that have begun, count for an activity, and were not settled since the last proof,
        nor since they were moved to a later day; whether one is over, `ends_at` knows."""
        is_open = Q(settled_at=None) | Q(settled_at__lt=F("starts_at"))
        return self.begun(at).exclude(activity_key="").filter(is_open)

    def with_places(self) -> LiveSessionQuerySet:
        """Which of how many in its series each is, cancelled ones apart: see
        `live.series.place_of`."""
        others = LiveSession.objects.filter(
            run=OuterRef("run"), series_key=OuterRef("series_key"), cancelled_at=None
        )
        until_it = Q(starts_at__lt=OuterRef("starts_at")) | Q(
            starts_at=OuterRef("starts_at"), pk__lte=OuterRef("pk")
        )
        return self.annotate(
            number_in_series=_count(others.filter(until_it)), count_in_series=_count(others)
        )

    def visible_to(self, user: User | AnonymousUser) -> LiveSessionQuerySet:
        """Sessions of the runs in which this person is enrolled, cancelled ones too."""
        if not user.is_authenticated:
            return self.none()
        theirs = Enrollment.objects.visible_to(user).active()
        return self.filter(Exists(theirs.filter(run=OuterRef("run"))))

    def editable_by(self, user: User | AnonymousUser) -> LiveSessionQuerySet:
        """Sessions of the runs that this person may edit, or in whose team they are."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        runs = CourseRun.objects.editable_by(user)
        return self.filter(
            Q(run__in=runs) | Q(run__in=CourseRun.objects.filter(team=user)),
        )


def _count(rows: LiveSessionQuerySet) -> Subquery:
    """Of a series; NULL for one by itself."""
    counted = rows.order_by().values("series_key").annotate(found=Count("pk"))
    return Subquery(counted.values("found"))


class LiveSession(models.Model):
    """One meeting of a run, online or in a room.

    `key` is its name in calendars, for ever. `lesson_key` and `activity_key` are the activity of
    the outline that it gives a time to; without them it counts for nothing. `starts_at` is true;
    `planned_for` is what the clock in `time_zone` shows then ("2027-03-14T09:00"; `fold` 1: the
    second of an hour that comes twice), so that a session keeps the hour of its host where a
    country changes its clock. `required_share_percent` and whether joining and the recording count
    are copied from the block when the session is planned. `held_minutes`: how long it really was;
    `delay_minutes`: it starts later today, and no calendar changes. `sequence` is the number of
    the version that calendars hold, `changed_at` its moment. `evidence_at`: of the latest proof
    that was written (not of joining: it would be one row for everybody who joins);
    `settled_at`: when it was handed down, empty again with each later proof. `speakers` are
    {name, role}, `reading` {title, url}. `code` is shown in the session. `made_with` is the form it
    was made with.
    """

    # Of one that was read `with_places()`, in a series.
    number_in_series: int | None = None
    count_in_series: int | None = None

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="sessions")
    lesson_key = models.UUIDField(null=True, blank=True)
    activity_key = models.CharField(max_length=36, blank=True, default="")
    series_key = models.UUIDField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=255)
    agenda = models.TextField(_("agenda"), blank=True)
    speakers = models.JSONField(_("speakers"), default=list, blank=True)
    starts_at = models.DateTimeField(_("start"))
    planned_for = models.CharField(max_length=16)
    fold = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(_("time zone"), max_length=64)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=90)
    held_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    delay_minutes = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(_("place"), max_length=4, choices=Place.choices, default=Place.LINK)
    join_url = models.URLField(_("link to join"), max_length=2000, blank=True)
    room = models.CharField(_("room"), max_length=255, blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    required_share_percent = models.PositiveSmallIntegerField(default=80)
    join_counts = models.BooleanField(default=True)
    recording_counts = models.BooleanField(default=False)
    recording_url = models.URLField(_("recording"), max_length=2000, blank=True)
    recording_document = models.ForeignKey(
        MediaDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recording_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    recording_at = models.DateTimeField(null=True, blank=True)
    slides_url = models.URLField(_("slides"), max_length=2000, blank=True)
    slides_document = models.ForeignKey(
        MediaDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    slides_at = models.DateTimeField(null=True, blank=True)
    reading = models.JSONField(_("reading"), default=list, blank=True)
    code = models.CharField(max_length=6, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    evidence_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    made_with = models.UUIDField(null=True, blank=True, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES),
                name="live_livesession_minutes_positive",
            ),
            models.CheckConstraint(
                condition=Q(fold__in=[0, 1]), name="live_livesession_fold_known"
            ),
            models.CheckConstraint(
                condition=Q(required_share_percent__gte=1, required_share_percent__lte=100),
                name="live_livesession_share_in_percent",
            ),
            models.CheckConstraint(
                condition=Q(place__in=Place.values), name="live_livesession_place_known"
            ),
            models.CheckConstraint(
                condition=Q(place=Place.LINK) | ~Q(room=""), name="live_livesession_link_or_room"
            ),
            models.CheckConstraint(
                condition=Q(activity_key="", lesson_key=None)
                | (~Q(activity_key="") & Q(lesson_key__isnull=False)),
                name="live_livesession_activity_has_lesson",
            ),
            models.UniqueConstraint(
                fields=["run", "lesson_key", "activity_key"],
                condition=~Q(activity_key="") & Q(cancelled_at=None),
                name="live_livesession_once_per_activity",
            ),
            models.CheckConstraint(
                condition=Q(recording_url="", recording_document=None)
                | Q(recording_at__isnull=False),
                name="live_livesession_recording_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(slides_url="", slides_document=None) | Q(slides_at__isnull=False),
                name="live_livesession_slides_have_a_time",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""),
                name="live_livesession_cancelled_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "starts_at"], name="live_of_run"),
            models.Index(
                fields=["starts_at"], name="live_upcoming", condition=Q(cancelled_at=None)
            ),
            models.Index(
                fields=["starts_at"],
                name="live_unsettled",
                condition=Q(cancelled_at=None, settled_at=None),
            ),
            models.Index(
                fields=["evidence_at"],
                name="live_evidence",
                condition=Q(evidence_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # No title: a host may have written a speaker's name into it, and the log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def can_count(self) -> bool:
        """Whether attending it can count: not cancelled, and an activity of the course."""
        return self.cancelled_at is None and bool(self.activity_key)

    @property
    def length(self) -> int:
        """Minutes: as long as it was held, else as planned."""
        return self.minutes if self.held_minutes is None else self.held_minutes

    @property
    def begins_at(self) -> datetime:
        """The planned start, and how much later it really starts."""
        return self.starts_at + timedelta(minutes=self.delay_minutes)

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(minutes=self.length)

    @property
    def opens_at(self) -> datetime:
        """From when the way to the meeting is shown; a delay changes nothing in that."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """From when the way to the meeting is shown no more."""
        return self.ends_at + STAYS_OPEN

    def is_joinable(self, *, at: datetime) -> bool:
        return self.cancelled_at is None and self.opens_at <= at < self.closes_at

    def state_at(self, now: datetime) -> SessionState:
        if self.cancelled_at is not None:
            return SessionState.CANCELLED
        if now >= self.ends_at:
            return SessionState.OVER
        if now >= self.begins_at:
            return SessionState.RUNNING
        return SessionState.OPEN if now >= self.opens_at else SessionState.PLANNED
