"""The catalogue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.pages import BasePage


class CourseIndexPage(BasePage):
    """All courses, with filters in the address."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    subpage_types = ["courses.ProviderPage"]
    is_public = True
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("course index")
        verbose_name_plural = _("course indexes")
