"""Notices, and what people choose. Tables of `notifications`."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from users.models import User


class Way(models.TextChoices):
    """How somebody wants to hear of a kind. In each but the last it stands on the site too."""

    SITE = "SITE", _("Here on the site")
    DIGEST = "DIGEST", _("Once a day by mail")
    MAIL = "MAIL", _("By mail at once")
    NONE = "NONE", _("Not at all")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """A person's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at=None)


class Notice(models.Model):
    """Something happened for somebody; `about` makes it once for each person and kind.

    `values` are plain, as they were then; `course` and `run` say where. `target` is [route name,
    arguments], so that the link is in the language of whoever follows it; that page asks for rights
    again. `mailed_at`: a letter of its own was queued; `digest_at`: it stood in a digest.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="notices",
        db_index=False,  # an index begins with it
    )
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=100)
    values = models.JSONField(default=dict, blank=True)
    target = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    digest_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    # Four queries less for each who is told: nothing asks Wagtail where a notice is used.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "about"], name="notifications_notice_once"
            )
        ]
        indexes = [
            models.Index("user", F("at").desc(), name="notifications_of_user"),
            models.Index(fields=["user"], name="notifications_unseen", condition=Q(seen_at=None)),
            models.Index(
                fields=["at"],
                name="notifications_undigested",
                condition=Q(seen_at=None, mailed_at=None, digest_at=None),
            ),
        ]

    def __str__(self) -> str:
        # Neither values nor a name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"


class Choice(models.Model):
    """Who has no row for a kind hears of it in that kind's own way."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="notice_choices",
        db_index=False,  # the constraint begins with it
    )
    kind = models.CharField(max_length=30)
    way = models.CharField(max_length=6, choices=Way.choices)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice about notices")
        verbose_name_plural = _("choices about notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notifications_choice_once"),
            models.CheckConstraint(
                condition=Q(way__in=Way.values), name="notifications_choice_way_known"
            ),
        ]

    def __str__(self) -> str:
        # No name: Wagtail's log keeps this text.
        return f"{self._meta.verbose_name} {self.pk}"
