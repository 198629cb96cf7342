"""A thread of a run, and who follows it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun
from users.models import User

from .moderated import Moderated, done_by_somebody


class ThreadQuerySet(models.QuerySet["Thread"]):
    def shown(self) -> ThreadQuerySet:
        """Neither hidden nor deleted. Hosts see the others too."""
        return self.filter(hidden_at=None, deleted_at=None)

    def shown_to(self, user: User) -> ThreadQuerySet:
        """Those, and what this person wrote and the team hid."""
        return self.filter(Q(hidden_at=None) | Q(author=user), deleted_at=None)


class Thread(Moderated):
    """`scope` and `scope_key` say what it is about (`scopes.py`).

    `last_at` and `answer_count` are for lists, and change with each answer. The title of somebody
    who erased their account is empty. `made_with` is the form it was written in.
    """

    run = models.ForeignKey(
        CourseRun,
        on_delete=models.PROTECT,
        related_name="threads",
        db_index=False,  # an index begins with it
    )
    scope = models.CharField(max_length=10)
    scope_key = models.CharField(max_length=36, blank=True, default="")
    title = models.CharField(_("title"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads"
    )
    created_at = models.DateTimeField()
    last_at = models.DateTimeField()
    answer_count = models.PositiveIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_with = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ThreadQuerySet.as_manager()
    # Wagtail would ask four queries at each answer, and nothing uses what it finds.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["-last_at", "-pk"]
        constraints = [
            done_by_somebody("locked", "discussions_thread_locked_by_somebody"),
            done_by_somebody("hidden", "discussions_thread_hidden_by_somebody"),
            done_by_somebody("deleted", "discussions_thread_deleted_by_somebody"),
        ]
        indexes = [
            models.Index(
                "run", "scope", "scope_key", F("last_at").desc(), name="discussions_in_scope"
            ),
        ]

    @property
    def about(self) -> tuple[str, str]:
        return self.scope, self.scope_key

    def __str__(self) -> str:
        # Neither title nor author: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"


class Following(models.Model):
    """Who hears of answers. Whoever left keeps the row, so that writing asks before it returns."""

    thread = models.ForeignKey(
        Thread,
        on_delete=models.PROTECT,
        related_name="followings",
        db_index=False,  # the constraint begins with it
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="followings"
    )
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("thread that somebody follows")
        verbose_name_plural = _("threads that people follow")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="discussions_following_once")
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
