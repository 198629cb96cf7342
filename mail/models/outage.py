"""When the mail server was away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> OutageQuerySet:
        return self.filter(ended_at=None)


class Outage(models.Model):
    """From the first attempt that did not reach the mail server, or that it put off whoever the
    recipient was, to the first that it answered. `seen_at` is the last attempt in vain.
    """

    server = models.CharField(_("mail server"), max_length=200)
    began_at = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last tried"))
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = OutageQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outage of the mail server")
        verbose_name_plural = _("outages of the mail server")
        constraints = [
            models.UniqueConstraint(
                fields=["server"], condition=Q(ended_at=None), name="mail_outage_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server} {self.began_at:%Y-%m-%d %H:%M}"
