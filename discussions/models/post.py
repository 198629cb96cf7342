"""What is said in a thread, and what people report of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from users.models import User

from .moderated import Moderated, done_by_somebody
from .thread import Thread

LONGEST_BODY = 5000


class ReportReason(models.TextChoices):
    SPAM = "SPAM", _("Advertising")
    INSULT = "INSULT", _("It insults or threatens somebody")
    PRIVATE = "PRIVATE", _("It tells something private")
    OTHER = "OTHER", _("Something else")


class ReportDecision(models.TextChoices):
    KEPT = "KEPT", _("Kept")
    HIDDEN = "HIDDEN", _("Hidden")


class Post(Moderated):
    """Plain text. `is_first` is what the thread begins with; the others answer.

    Hidden by the team or deleted by whoever wrote it, the body stays for hosts; it is empty where
    its author erased their account.
    """

    thread = models.ForeignKey(
        Thread,
        on_delete=models.PROTECT,
        related_name="posts",
        db_index=False,  # an index begins with it
    )
    is_first = models.BooleanField(default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    body = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(LONGEST_BODY)])
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    helpful_at = models.DateTimeField(null=True, blank=True)
    helpful_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_with = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(is_first=True), name="discussions_post_first_once"
            ),
            done_by_somebody("helpful", "discussions_post_helpful_by_somebody"),
            done_by_somebody("hidden", "discussions_post_hidden_by_somebody"),
            done_by_somebody("deleted", "discussions_post_deleted_by_somebody"),
        ]
        indexes = [
            models.Index(fields=["thread", "created_at", "id"], name="discussions_of_thread"),
        ]

    def __str__(self) -> str:
        # Neither words nor author: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"


class ReportQuerySet(models.QuerySet["Report"]):
    def to_judge(self, *, by: User) -> ReportQuerySet:
        """Those that nobody has decided, and whose words are there: erasure takes them.

        Nothing about what `by` wrote: they do not learn who reported it. Who hosts which run,
        `runs_hosted_by` says.
        """
        undecided = self.filter(decided_at=None).exclude(post__body="")
        return undecided.exclude(post__author=by)


class Report(models.Model):
    """Somebody asks the team to look at a post; open until it is decided."""

    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="post_reports"
    )
    reason = models.CharField(max_length=12, choices=ReportReason.choices)
    words = models.CharField(_("in your words"), max_length=500, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision = models.CharField(
        max_length=6, choices=ReportDecision.choices, blank=True, default=""
    )

    objects = ReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"],
                condition=Q(decided_at=None),
                name="discussions_report_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decision="")
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decision__in=ReportDecision.values,
                ),
                name="discussions_report_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        # Neither words nor author: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
