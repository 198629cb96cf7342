"""To whom an issue goes, and the tie between an issue and its sendings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mail.models import Sending

from .lists import MailingList
from .readers import ConsentRecord, Deed


class Audience(models.Model):
    """A saved segment: all or any of a flat list of conditions.

    `conditions` is a list of {"kind": …, "values": […]}; see `newsletters.audiences`.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    must_meet_all = models.BooleanField(_("readers must meet all conditions"), default=True)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def as_copy(self) -> dict[str, Any]:
        """As a sending keeps it: a later change of the audience changes no plan."""
        return {
            "name": self.name,
            "must_meet_all": self.must_meet_all,
            "conditions": self.conditions,
        }


class IssueSending(models.Model):
    """One issue, in all its languages, going out once. A copy says to whom it went.

    `issue_key` is the page's `translation_key`. It goes to readers of `lists` and to nobody else;
    `audience` narrows that, and holds the name, the rule and the conditions as they were when it
    was planned. `had_it_count`: of them, whom an earlier sending of the issue had reached.
    """

    issue_key = models.UUIDField(db_index=True)
    sending = models.OneToOneField(
        Sending, on_delete=models.PROTECT, related_name="newsletter_sending"
    )
    lists = models.ManyToManyField(MailingList, related_name="+", verbose_name=_("lists"))
    audience = models.JSONField(_("audience"), default=dict)
    had_it_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sending of an issue")
        verbose_name_plural = _("sendings of issues")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.sending)

    @property
    def list_names(self) -> str:
        """Two queries, none where they were fetched before."""
        return ", ".join(str(each) for each in self.lists.all())

    @property
    def left_count(self) -> int:
        """How many readers left a list by a link of its mails. A query."""
        left = ConsentRecord.objects.filter(deed=Deed.LEFT, sending=self.sending_id)
        return left.values("reader").distinct().count()


class Link(models.Model):
    """An address that mails of one sending lead to, and how often it was opened by people.

    Counted without the reader: the address in the mail is the same for everybody.
    """

    issue_sending = models.ForeignKey(IssueSending, on_delete=models.CASCADE, related_name="links")
    code = models.CharField(max_length=22, unique=True)
    url = models.URLField(max_length=2000)
    click_count = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["issue_sending", "url"], name="newsletters_link_once_a_sending"
            ),
        ]

    def __str__(self) -> str:
        return self.url
