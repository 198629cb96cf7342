"""A page of text: about, privacy, terms, contact, accessibility, help."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import AccordionBlock, CalloutBlock, DocumentBlock, ImageBlock, ProseBlock
from core.pages import BasePage

PLAIN_BLOCKS = [
    ("prose", ProseBlock()),
    ("image", ImageBlock()),
    ("callout", CalloutBlock()),
    ("accordion", AccordionBlock()),
    ("document", DocumentBlock()),
]


class PlainPage(BasePage):
    """`show_in_menus` puts it into the foot of every page, in the order of the tree."""

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(PLAIN_BLOCKS, verbose_name=_("text"), blank=True)
    text_version = models.CharField(
        _("version of the text"),
        max_length=20,
        blank=True,
        help_text=_("For privacy and terms: what a person agrees to, for example 2026-11."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("text_version"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("text_version", overridable=False),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    show_in_menus_default = True
    is_public = True
    template = "home/plain_page.html"

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
