"""A run of a course: when it opens, starts and ends, and for how many."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.moments import say_zone, zone_of
from courses.outline import ActivityPair

from .course import Course
from .course_page import CoursePage
from .outline import CourseOutline
from .provider import Provider

if TYPE_CHECKING:
    from users.models import User


MOST_OFFER_HOURS = 30 * 24  # an offer that stands longer keeps everybody behind it waiting


class RunState(models.TextChoices):
    UPCOMING = "UPCOMING", _("Upcoming")
    OPEN = "OPEN", _("Open for enrollment")
    FULL = "FULL", _("Full")
    RUNNING = "RUNNING", _("Running")
    ENDED = "ENDED", _("Ended")
    CANCELLED = "CANCELLED", _("Cancelled")
    ARCHIVED = "ARCHIVED", _("Archived")


class Release(models.TextChoices):
    """When the lessons of a module open. None opens before the run has started."""

    ALL = "ALL", _("all at once")
    WEEKLY_RUN = "WEEKLY_RUN", _("a module each week, counted from the start of the run")
    WEEKLY_LEARNER = "WEEKLY_LEARNER", _("a module each week, counted from when somebody enrolled")
    DATES = "DATES", _("each module on its date")
    AFTER_PREVIOUS = "AFTER_PREVIOUS", _("each module when the one before it is done")


class EnrollmentMode(models.TextChoices):
    """Who may enroll by themselves. Whom the secretariat enrolls need not ask."""

    OPEN = "OPEN", _("open to everybody")
    APPROVAL = "APPROVAL", _("people ask, and the team decides")
    CODE = "CODE", _("with an invitation code")
    MEMBERS = "MEMBERS", _("for people of CityNet’s members")
    CLOSED = "CLOSED", _("nobody: the secretariat enrolls people")


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    def editable_by(self, user: User | AnonymousUser) -> CourseRunQuerySet:
        """Runs of the courses that this person may author."""
        return self.filter(course__provider__in=Provider.objects.editable_by(user))

    def filled_by(self, user: User | AnonymousUser) -> CourseRunQuerySet:
        """Runs into which this person may enroll others: all for the secretariat, else none.

        Whoever enrolls people makes accounts, and hears which addresses have one.
        """
        is_keeper = user.is_authenticated and user.has_perm("courses.manage_all_providers")
        return self.editable_by(user) if is_keeper else self.none()

    def listed(self) -> CourseRunQuerySet:
        """Runs that the public may see: not archived, of a course that is published somewhere and
        was not retired."""
        published = CoursePage.objects.live().values("translation_key")
        return self.filter(archived_at=None, course__retired_at=None, course__key__in=published)

    def unfinished(self, *, at: datetime) -> CourseRunQuerySet:
        """Runs that are open, running or still to come at `at`."""
        is_on = Q(ends_at=None) | Q(ends_at__gt=at)
        return self.filter(is_on, archived_at=None, cancelled_at=None)

    def open_or_running(self, *, at: datetime) -> CourseRunQuerySet:
        """Runs that somebody may already be in at `at`."""
        is_open_at_once = Q(is_always_open=True, opens_at=None)
        has_begun = Q(opens_at__lte=at) | Q(starts_at__lte=at) | is_open_at_once
        return self.unfinished(at=at).filter(has_begun)


class CourseRun(models.Model):
    """All moments are UTC; `time_zone` is the zone in which they were planned and are shown.

    A run without `opens_at` is announced: nobody can enroll yet. An always-open run has no end
    of enrollment, and without `opens_at` it is open at once; it is made once a year, so that annual
    figures stay right. `languages`: in which it is promised; none means that of the course.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("Stands in the address of every lesson. Cannot be changed later."),
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Seoul")
    is_always_open = models.BooleanField(_("always open"), default=False)
    opens_at = models.DateTimeField(_("enrollment opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("enrollment closes"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    # How long a seat that got free is kept for who waits; without it as the settings say.
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to take an offered seat"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_OFFER_HOURS)],
    )
    pinned_outline = models.ForeignKey(
        CourseOutline, null=True, blank=True, on_delete=models.PROTECT, related_name="pinned_runs"
    )
    languages = models.JSONField(default=list, blank=True)  # codes, in the order of the settings
    team = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="team_runs", verbose_name=_("team")
    )
    enrollment_mode = models.CharField(
        _("who may enroll"),
        max_length=10,
        choices=EnrollmentMode.choices,
        default=EnrollmentMode.OPEN,
    )
    questions = models.JSONField(default=list, blank=True)  # to whoever asks to be enrolled
    release = models.CharField(
        _("modules open"), max_length=20, choices=Release.choices, default=Release.ALL
    )
    # By a module's key the moment, as ISO 8601 in UTC; a module without one opens at the start.
    release_dates = models.JSONField(default=dict, blank=True)
    # {"courses": [key], "lessons": [[course key, lesson key]], "score": percent or absent}
    prerequisites = models.JSONField(default=dict, blank=True)
    minimum = models.PositiveIntegerField(
        _("smallest number of people"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    decide_at = models.DateTimeField(_("decide by"), null=True, blank=True)
    # Pairs [lesson key, activity key] that this run does not ask for: a session that was cancelled.
    dropped = models.JSONField(default=list, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # The form by which it was made: what is sent twice is made once.
    made_with = models.UUIDField(null=True, unique=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("course run")
        verbose_name_plural = _("course runs")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
                name="courses_courserun_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="courses_courserun_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gt=0),
                name="courses_courserun_capacity_positive",
            ),
            models.CheckConstraint(
                condition=Q(offer_hours=None) | Q(offer_hours__range=(1, MOST_OFFER_HOURS)),
                name="courses_courserun_offer_hours_within_a_month",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None, decide_at=None)
                | Q(minimum__gt=0, decide_at__isnull=False),
                name="courses_courserun_minimum_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(capacity=None) | Q(minimum__lte=F("capacity")),
                name="courses_courserun_minimum_within_seats",
            ),
            models.CheckConstraint(
                condition=Q(enrollment_mode__in=[each.value for each in EnrollmentMode]),
                name="courses_courserun_enrollment_mode_known",
            ),
            models.CheckConstraint(
                condition=Q(release__in=[each.value for each in Release]),
                name="courses_courserun_release_known",
            ),
        ]

    def __str__(self) -> str:
        """Its title; of one without the course's, and the day of its start or else its address."""
        if self.title:
            return self.title
        day = self.start_day
        return f"{self.course}, {day}" if day else f"{self.course} ({self.slug})"

    @property
    def dropped_pairs(self) -> frozenset[ActivityPair]:
        """What of its outline this run does not ask for."""
        return frozenset((lesson, activity) for lesson, activity in self.dropped)

    @property
    def hours_to_answer(self) -> int:
        """For how many hours a seat that got free is kept for somebody who waits."""
        return self.offer_hours or max(1, settings.LMS_SEAT_OFFER_HOURS)

    @property
    def start_day(self) -> str:
        """In the run's own zone, for example "18 January 2027 (Kuala Lumpur)", or ""."""
        if self.starts_at is None:
            return ""
        day = self.starts_at.astimezone(zone_of(self.time_zone))
        return f"{date_format(day, 'DATE_FORMAT')} ({say_zone(self.time_zone)})"

    @property
    def language_names(self) -> tuple[str, ...]:
        """As each language calls itself."""
        names = dict(settings.LANGUAGES)
        return tuple(str(names[code]) for code in self.languages if code in names)

    def team_names(self) -> tuple[str, ...]:
        """Whoever has a name: an address is never shown. One query."""
        names = self.team.filter(is_active=True).exclude(name="").order_by("name")
        return tuple(names.values_list("name", flat=True))

    def is_open_for_enrollment(self, *, at: datetime) -> bool:
        """Whether the dates let people enroll at `at`; seats are another question."""
        if self.archived_at or self.cancelled_at or not self._has_opened(at):
            return False
        if self.is_always_open:
            return self.ends_at is None or at < self.ends_at
        closes_at = self.closes_at or self.ends_at
        return closes_at is None or at < closes_at

    def _has_opened(self, at: datetime) -> bool:
        return self.is_always_open if self.opens_at is None else at >= self.opens_at

    def has_ended(self, *, at: datetime) -> bool:
        """Whether it is over, cancelled or archived at `at`."""
        if self.archived_at is not None or self.cancelled_at is not None:
            return True
        return self.ends_at is not None and at >= self.ends_at

    def has_started(self, *, at: datetime) -> bool:
        """Whether lessons may be read at `at`."""
        starts_at = self.starts_at or self.opens_at
        return self.is_always_open if starts_at is None else at >= starts_at

    def state_at(self, now: datetime, seats_taken: int) -> RunState:
        """The one state of this run. Pure: no query, no clock."""
        if self.archived_at:
            return RunState.ARCHIVED
        if self.cancelled_at:
            return RunState.CANCELLED
        if self.ends_at is not None and now >= self.ends_at:
            return RunState.ENDED
        if self.is_open_for_enrollment(at=now):
            is_full = self.capacity is not None and seats_taken >= self.capacity
            return RunState.FULL if is_full else RunState.OPEN
        return RunState.RUNNING if self.has_started(at=now) else RunState.UPCOMING
