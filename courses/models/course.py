"""The course as learners' rows know it: it outlives its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .provider import Provider

if TYPE_CHECKING:
    from users.models import User


def default_completion_rule() -> dict[str, object]:
    """Every required activity: the rule of a course whose author chose nothing."""
    return {"kind": "ALL_REQUIRED"}


class CourseQuerySet(models.QuerySet["Course"]):
    def editable_by(self, user: User | AnonymousUser) -> CourseQuerySet:
        """Courses of the providers that this person may author for."""
        return self.filter(provider__in=Provider.objects.editable_by(user))

    def reviewable_by(self, user: User | AnonymousUser) -> CourseQuerySet:
        """Courses that this person may publish and approve: all or none."""
        return self.all() if _reviews(user) else self.none()

    def overseen_by(self, user: User | AnonymousUser) -> CourseQuerySet:
        """What the studio shows to this person: their own courses, and those they review."""
        return self.all() if _reviews(user) else self.editable_by(user)

    def offered(self) -> CourseQuerySet:
        """Those that were not retired: what people may find and enroll in."""
        return self.filter(retired_at=None)

    def retirable_by(self, user: User | AnonymousUser) -> CourseQuerySet:
        """Courses that this person may take out of the offer: whoever reviews all of them, an
        administrator those of their provider."""
        if _reviews(user):
            return self.all()
        return self.filter(provider__in=Provider.objects.administered_by(user))


def _reviews(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_active and user.has_perm("courses.publish_course")


class Course(models.Model):
    """One course in all its languages. Made in `CoursePage.save()`.

    `key` is the translation_key that all its pages share. `title`, `format`, `completion_rule` and
    `is_certifying` are what the live source-language page said when it was last compiled.
    `dirty_at` is set while the live tree may differ from the newest outline. `lesson_slugs` maps
    each slug that a lesson of this course ever had to the lesson's key. `newest_outline` is the
    outline with the highest number, so that the player finds it without searching. `pages_stamp`
    is another after every change of its live pages, in any language: what is computed from these
    can be kept under it; `pages_changed_at` is when it changed last. `arrangement` is the order
    that its authors want and nobody has yet, as `courses.arranging` reads it, or None;
    `arrangement_number` counts its changes, so that two tabs do not overwrite each other.
    `retired_keys` names modules and lessons that were taken out: their pages stay, for whoever
    still follows an outline that has them. `asked_audience` and `asked_note` are what its authors
    want of the publication that they submitted. `retired_at`: since when nobody new gets in, with
    whoever said so, why, and the course to which its page leads instead; whoever is in it goes on.
    """

    key = models.UUIDField(unique=True)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="courses")
    source_language = models.CharField(max_length=10)
    title = models.CharField(max_length=255)
    # A value of `CourseFormat`: pages are below this row, and may not be imported here.
    format = models.CharField(max_length=20, blank=True, default="")
    completion_rule = models.JSONField(default=default_completion_rule)
    is_certifying = models.BooleanField(default=True)
    lesson_slugs = models.JSONField(default=dict, editable=False)
    newest_outline = models.ForeignKey(
        "courses.CourseOutline",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    pages_stamp = models.UUIDField(default=uuid4, editable=False)
    pages_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    arrangement = models.JSONField(null=True, blank=True, editable=False)
    arrangement_number = models.PositiveIntegerField(default=0, editable=False)
    retired_keys = models.JSONField(default=list, blank=True, editable=False)
    asked_audience = models.CharField(max_length=12, blank=True, default="", editable=False)
    asked_note = models.TextField(blank=True, default="", editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    retired_reason = models.TextField(blank=True, default="", editable=False)
    successor = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    dirty_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="courses_course_retired_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")),
                name="courses_course_successor_is_another",
            ),
        ]
        permissions = [("publish_course", "Can review and publish every course")]

    def __str__(self) -> str:
        return self.title
