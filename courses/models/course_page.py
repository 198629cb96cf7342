"""What authors write about a course. Learners hang on the Course row, never on this page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import SMALL_TEXT_FEATURES
from core.pages import BasePage
from courses.blocks import InstructorBlock
from courses.copy_form import DraftCopyForm
from courses.cover_art import PANEL, THUMB, cover_art
from courses.panels import GuidancePanel
from courses.rules import make_rule
from courses.storage import is_protected

from .course import Course
from .media import MediaImage
from .provider import Provider
from .theme import Theme


class CourseFormat(models.TextChoices):
    MASTERCLASS = "MASTERCLASS", _("Masterclass")
    SELF_PACED = "SELF_PACED", _("Self-paced")
    LIVE_TRAINING = "LIVE_TRAINING", _("Live training")
    YOUTH_PROJECT = "YOUTH_PROJECT", _("Youth project")
    WEBINAR = "WEBINAR", _("Webinar")
    PROGRAMME = "PROGRAMME", _("Programme")


# Announced before their lessons are written; the others are nothing without a lesson.
ANNOUNCED_FORMATS = frozenset(
    {
        CourseFormat.LIVE_TRAINING,
        CourseFormat.YOUTH_PROJECT,
        CourseFormat.WEBINAR,
        CourseFormat.PROGRAMME,
    }
)


class CourseLevel(models.TextChoices):
    INTRODUCTORY = "INTRODUCTORY", _("Introductory")
    INTERMEDIATE = "INTERMEDIATE", _("Intermediate")
    ADVANCED = "ADVANCED", _("Advanced")


class CoursePage(BasePage):
    """One course in one language. All its pages share one Course row by `translation_key`."""

    format = models.CharField(
        _("format"), max_length=20, choices=CourseFormat, default=CourseFormat.SELF_PACED
    )
    summary = models.CharField(
        _("summary"), max_length=300, help_text=_("Two sentences for the catalogue.")
    )
    description = RichTextField(_("about the course"), blank=True, features=SMALL_TEXT_FEATURES)
    audience = RichTextField(_("who it is for"), blank=True, features=SMALL_TEXT_FEATURES)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("outcome"), max_length=300))],
        verbose_name=_("what people will be able to do"),
        blank=True,
    )
    goals = ParentalManyToManyField("sdgs.Goal", verbose_name=_("goals"), blank=True)
    targets = ParentalManyToManyField("sdgs.Target", verbose_name=_("targets"), blank=True)
    themes = ParentalManyToManyField(Theme, verbose_name=_("themes"), blank=True)
    level = models.CharField(
        _("level"), max_length=20, choices=CourseLevel, default=CourseLevel.INTRODUCTORY
    )
    effort_minutes = models.PositiveIntegerField(
        _("effort in minutes"), default=60, validators=[MinValueValidator(1)]
    )
    duration = models.CharField(
        _("length"), max_length=120, blank=True, help_text=_("For example: 3 weeks")
    )
    instructors = StreamField(
        [("instructor", InstructorBlock())], verbose_name=_("who teaches"), blank=True
    )
    cover_image = models.ForeignKey(
        MediaImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cover picture"),
        help_text=_("Without one, a city plan is drawn from the course’s goals."),
    )
    cover_image_alt = models.CharField(
        _("alternative text of the cover picture"), max_length=255, blank=True
    )
    # The plan of the course for three places; the last two are blank until the next saving.
    cover_art = models.TextField(blank=True, editable=False)
    thumb_art = models.TextField(blank=True, editable=False)
    panel_art = models.TextField(blank=True, editable=False)
    completion_lessons = models.BooleanField(_("every required lesson is complete"), default=True)
    completion_checks = models.BooleanField(
        _("every required knowledge check is passed"), default=True
    )
    completion_sessions = models.BooleanField(
        _("every required live session is attended"), default=True
    )
    completion_score_percent = models.PositiveSmallIntegerField(
        _("average in the knowledge checks, in percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "Leave empty where passing is enough. People may answer a passed check again to raise "
            "their average."
        ),
    )
    is_certifying = models.BooleanField(_("ends with a certificate"), default=True)

    content_panels = [
        *BasePage.content_panels,
        GuidancePanel(),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(
            [
                FieldPanel("format"),
                FieldPanel("level"),
                FieldPanel("effort_minutes"),
                FieldPanel("duration"),
            ],
            heading=_("Facts"),
        ),
        FieldPanel("description"),
        FieldPanel("outcomes"),
        FieldPanel("audience"),
        FieldPanel("instructors"),
        MultiFieldPanel(
            [
                FieldPanel("goals", widget=CheckboxSelectMultiple),
                FieldPanel("targets", widget=CheckboxSelectMultiple),
                FieldPanel("themes", widget=CheckboxSelectMultiple),
            ],
            heading=_("Goals"),
        ),
        MultiFieldPanel(
            [FieldPanel("cover_image"), FieldPanel("cover_image_alt")], heading=_("Cover")
        ),
        MultiFieldPanel(
            [
                FieldPanel("completion_lessons"),
                FieldPanel("completion_checks"),
                FieldPanel("completion_sessions"),
                FieldPanel("completion_score_percent"),
                FieldPanel("is_certifying"),
            ],
            heading=_("What it takes to complete"),
            help_text=_(
                "Tick one or several. Where some lessons of a module are enough, say how many on "
                "the page of the module. Who is enrolled keeps the rule they began with."
            ),
        ),
    ]
    # Without a schedule: a date in it would keep "Publish course" from publishing the page.
    settings_panels = [CommentPanel()]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("description"),
        index.SearchField("audience"),
        index.FilterField("format"),
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("goals", overridable=False),
        SynchronizedField("targets", overridable=False),
        SynchronizedField("themes", overridable=False),
        SynchronizedField("effort_minutes", overridable=False),
        SynchronizedField("completion_lessons", overridable=False),
        SynchronizedField("completion_checks", overridable=False),
        SynchronizedField("completion_sessions", overridable=False),
        SynchronizedField("completion_score_percent", overridable=False),
        SynchronizedField("is_certifying", overridable=False),
    ]
    parent_page_types = ["courses.ProviderPage"]
    subpage_types = ["courses.ModulePage"]
    is_public = True
    copy_form_class = DraftCopyForm
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course page")
        verbose_name_plural = _("course pages")

    def clean(self) -> None:
        super().clean()
        if self.cover_image_id and not self.cover_image_alt.strip():
            raise ValidationError({"cover_image_alt": _("Say what the picture shows.")})
        if not (
            self.completion_lessons
            or self.completion_checks
            or self.completion_sessions
            or self.completion_score_percent
        ):
            raise ValidationError(
                {"completion_lessons": _("Choose at least one: else nobody could ever complete.")}
            )
        if self.cover_image and is_protected(self.cover_image.file.name):
            raise ValidationError(
                {"cover_image": _("Choose a picture of the public collection: all may see it.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page and make the Course row that learners will hang on."""
        if self.slug:
            self.draw()
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._ensure_course()

    def draw(self) -> None:
        """Draw the plans anew where slug or goals changed; the same ones give the same drawings."""
        goals = sorted(goal.number for goal in self.goals.all())
        drawn = cover_art(self.slug, goals)
        if drawn != self.cover_art or not self.thumb_art or not self.panel_art:
            self.thumb_art = cover_art(self.slug, goals, *THUMB)
            self.panel_art = cover_art(self.slug, goals, *PANEL)
            self.cover_art = drawn

    def _ensure_course(self) -> None:
        if Course.objects.filter(key=self.translation_key).exists():
            return
        provider_key = self.get_parent().translation_key
        Course.objects.get_or_create(
            key=self.translation_key,
            defaults={
                "provider": Provider.objects.get(key=provider_key),
                "source_language": Locale.objects.get(pk=self.locale_id).language_code,
                "title": self.title,
                "completion_rule": self.completion_rule,
                "is_certifying": self.is_certifying,
                "format": self.format,
            },
        )

    @property
    def completion_rule(self) -> dict[str, Any]:
        """What its boxes say, without its modules: see `courses.compiling.compile_rule`."""
        return make_rule(
            lessons=self.completion_lessons,
            checks=self.completion_checks,
            sessions=self.completion_sessions,
            score=self.completion_score_percent,
            choose={},
        )
