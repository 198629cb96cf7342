"""The first page: what is open, the goals, who teaches."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.pages import BasePage


class HomePage(BasePage):
    """The root of a language's tree. Courses, goals and numbers come from the database."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    lead = models.TextField(_("lead"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("headline"), FieldPanel("lead")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("headline"),
        index.SearchField("lead"),
    ]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "courses.CourseIndexPage",
        "newsletters.NewsletterIndexPage",
        "home.PlainPage",
    ]
    is_public = True
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
