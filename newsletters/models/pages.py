"""The archive and its issues: one page for each language, translations of each other."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.moment_fields import DayInput
from core.pages import BasePage
from courses.cover_art import THUMB, cover_art
from courses.models import CoursePage
from newsletters.blocks import ISSUE_BLOCKS

MOST_GOALS = 4  # in the drawing of an issue: more would make a map of colours
BANNER = (960, 320)


def this_month() -> date:
    return timezone.localdate().replace(day=1)


class NewsletterIndexPage(BasePage):
    """The archive of one language: all issues that were published in it."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    subpage_types = ["newsletters.NewsletterIssuePage"]
    max_count_per_parent = 1
    is_public = True
    template = "newsletters/index_page.html"

    class Meta:
        verbose_name = _("newsletter archive")
        verbose_name_plural = _("newsletter archives")


class NewsletterIssuePage(BasePage):
    """One issue in one language. It is the page of the archive, and what the mail is made of.

    It holds nothing personal: what differs by reader comes in when the mail is made.
    """

    subject = models.CharField(
        _("subject"),
        max_length=150,
        blank=True,
        help_text=_("Of the mail; at most 60 characters are read everywhere. Blank: the title."),
    )
    preheader = models.CharField(
        _("preview line"),
        max_length=150,
        blank=True,
        help_text=_("What mail programs show behind the subject."),
    )
    lead = models.CharField(
        _("lead paragraph"),
        max_length=300,
        blank=True,
        help_text=_("Also stands in lists of issues."),
    )
    month = models.DateField(
        _("month"), default=this_month, help_text=_("Any day of the month of this issue.")
    )
    body = StreamField(ISSUE_BLOCKS, verbose_name=_("content"), blank=True)
    plain_text = models.TextField(
        _("plain text"),
        blank=True,
        help_text=_("For mail programs that show no pictures. Blank: made of the content."),
    )
    # The plan of the issue, drawn from the goals of its first courses when it is saved.
    goal_numbers = models.JSONField(default=list, blank=True, editable=False)
    art = models.TextField(blank=True, editable=False)
    thumb_art = models.TextField(blank=True, editable=False)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("subject"),
                FieldPanel("preheader"),
                FieldPanel("month", widget=DayInput),
            ],
            heading=_("Mail"),
        ),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("plain_text"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.FilterField("month"),
    ]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: list[str] = []
    is_public = True
    template = "newsletters/issue_page.html"

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.month = self.month.replace(day=1)
        if self.slug:
            self.draw()
        super().save(*args, **kwargs)

    @property
    def mail_subject(self) -> str:
        return self.subject.strip() or self.title

    @property
    def month_name(self) -> str:
        """The month in the reader's words."""
        return date_format(self.month, "YEAR_MONTH_FORMAT")

    def course_page_ids(self) -> list[int]:
        """The pages that its course blocks name, in order. No query."""
        return [
            int(block["value"]["course"])
            for block in self.body.raw_data
            if block["type"] == "course" and block["value"].get("course")
        ]

    def draw(self) -> None:
        """Draw the plan anew where slug or goals changed. A query for each issue with courses."""
        self.goal_numbers = self._first_goals()
        self.art = cover_art(self.slug, self.goal_numbers, *BANNER)
        self.thumb_art = cover_art(self.slug, self.goal_numbers, *THUMB)

    def _first_goals(self) -> list[int]:
        ids = self.course_page_ids()
        if not ids:
            return []
        rows = CoursePage.objects.filter(pk__in=ids).values_list("pk", "goals__number")
        goals = sorted((ids.index(pk), number) for pk, number in rows if number)
        return sorted(list(dict.fromkeys(number for _place, number in goals))[:MOST_GOALS])

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        from newsletters.mailing.previews import MODES

        return MODES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page of the archive, or the mail made of the same blocks."""
        from newsletters.mailing.previews import show_mail

        if not mode_name:
            return super().serve_preview(request, mode_name)
        return show_mail(self, mode_name, request)
