"""Modules and lessons: shown by the player alone, never at their own address."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from core.pages import BasePage
from courses.blocks import LessonBlock
from courses.copy_form import DraftCopyForm
from courses.panels import GuidancePanel

from .course_page import CoursePage

# How far the sample learner of a preview has come.
UNDER_WAY, NOT_STARTED, COMPLETED = "", "not-started", "completed"
PREVIEW_MODES = (
    (UNDER_WAY, _("A learner on the way")),
    (NOT_STARTED, _("A learner who begins")),
    (COMPLETED, _("A learner who has completed")),
)


class PlayerPage(BasePage):
    """Leads to the course page wherever no hook led to the player. Not in search or sitemap.

    The template is for previews alone: a slot, which the player fills.
    """

    # Which part of a new course's skeleton this page was made for: see `courses.skeletons`.
    part = models.CharField(max_length=30, blank=True, default="", editable=False)

    search_fields: list[Any] = []
    copy_form_class = DraftCopyForm
    # Without a schedule: a page is published with its course.
    settings_panels = [CommentPanel()]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        course_page = CoursePage.objects.live().ancestor_of(self).first()
        if course_page is None:
            raise Http404
        return HttpResponseRedirect(course_page.get_url(request))

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return list(PREVIEW_MODES)

    def get_workflow(self) -> None:
        """A course is submitted as one thing, from its course page."""

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return []


class ModulePage(PlayerPage):
    """A part of a course, for example a week."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    needed_count = models.PositiveSmallIntegerField(
        _("how many of its lessons are enough"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Leave empty where all its required lessons are needed. Else people choose so many of "
            "them, and complete each with its knowledge checks."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        GuidancePanel(),
        FieldPanel("summary"),
        FieldPanel("needed_count"),
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("needed_count", overridable=False),
    ]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    template = "slots/module_preview.html"

    class Meta:
        verbose_name = _("module page")
        verbose_name_plural = _("module pages")


class LessonPage(PlayerPage):
    """A lesson. Its `translation_key` is what learners' rows know it by."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    is_required = models.BooleanField(_("required to complete the course"), default=True)
    body = StreamField(LessonBlock(), verbose_name=_("content"), blank=True)
    # Keys of the lessons of which this one took over a part or all: see `courses.outline.Lesson`.
    follows = models.JSONField(default=list, blank=True, editable=False)

    content_panels = [
        *BasePage.content_panels,
        GuidancePanel(),
        FieldPanel("minutes"),
        FieldPanel("is_required"),
        FieldPanel("body"),
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("minutes", overridable=False),
        SynchronizedField("is_required", overridable=False),
        SynchronizedField("follows", overridable=False),
    ]
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "slots/lesson_preview.html"

    class Meta:
        verbose_name = _("lesson page")
        verbose_name_plural = _("lesson pages")
