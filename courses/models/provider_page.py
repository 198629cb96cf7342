"""A provider's public page; its courses lie below it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import SMALL_TEXT_FEATURES
from core.pages import BasePage

from .media import MediaImage


class ProviderPage(BasePage):
    """Made by `create_provider`, one in each language; the Provider row holds its rights."""

    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("City or country, as readers know it.")
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    description = RichTextField(_("about"), blank=True, features=SMALL_TEXT_FEATURES)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        MediaImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    logo_alt = models.CharField(_("alternative text of the logo"), max_length=255, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("place"),
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("website"),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("logo_alt")], heading=_("Logo")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("description"),
    ]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.CoursePage"]
    is_creatable = False
    is_public = True
    template = "courses/provider_page.html"

    class Meta:
        verbose_name = _("provider page")
        verbose_name_plural = _("provider pages")

    def clean(self) -> None:
        super().clean()
        if self.logo_id and not self.logo_alt.strip():
            raise ValidationError({"logo_alt": _("Say what the logo shows.")})
