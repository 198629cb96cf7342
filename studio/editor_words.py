"""Plain words in the editor: for headings, which Wagtail numbers as in HTML, and for every "+"."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import BlockFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

# The first heading that an author may set is HTML's second: the title of the page is the first.
HEADINGS = {"h2": ("header-two", _("Heading")), "h3": ("header-three", _("Heading below it"))}


@hooks.register("register_rich_text_features", order=10)
def name_headings(features: FeatureRegistry) -> None:
    """After Wagtail's own, which it replaces."""
    for name, (kind, words) in HEADINGS.items():
        button = BlockFeature({"icon": name, "type": kind, "description": words})
        features.register_editor_plugin("draftail", name, button)


@hooks.register("insert_editor_js")
def block_words_js() -> SafeString:
    return format_html('<script src="{}"></script>', static("studio/block_words.js"))
