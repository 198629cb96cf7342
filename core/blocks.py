"""StreamField blocks that any page may use. Each optional text has the default ""."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
_EMPTY_ITEM = re.compile(r"<li[^>]*>(?:\s|&nbsp;|<br\s*/?>)*</li>")
_EMPTY_LIST = re.compile(r"<([ou]l)[^>]*>\s*</\1>")
VIDEO_ENDINGS = (".mp4", ".webm")
SMALL_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


def _has_words(text: RichText) -> bool:
    """An empty paragraph, which the editor leaves where nobody wrote, is no text."""
    return bool(unescape(strip_tags(text.source)).strip())


def add_words(words: Any) -> dict[str, Any]:
    """For a list: what its "+" adds, in words. `block_words.js` of the studio puts them there."""
    return {"form_attrs": {"data-add-words": words}}


class FileChooser(type(DocumentChooserBlock.widget)):  # type: ignore[misc]
    """Wagtail's chooser of documents, where a film or captions are to be chosen."""

    choose_one_text = _("Choose a file")
    choose_another_text = _("Choose another file")


class FileChooserBlock(DocumentChooserBlock):
    widget = FileChooser()


def _without_empty_items(text: RichText) -> RichText:
    """The editor leaves a number or a dot where somebody pressed Enter and went on elsewhere."""
    return RichText(_EMPTY_LIST.sub("", _EMPTY_ITEM.sub("", text.source)))


class ProseBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if self.field.required and not _has_words(text):
            raise ValidationError(self.field.error_messages["required"], code="required")
        return _without_empty_items(text)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "core/blocks/prose.html"


class ImageBlock(blocks.StructBlock):
    """A picture; whoever cannot see it reads its alternative text."""

    image = ImageChooserBlock(label=_("image"))
    alt_text = blocks.CharBlock(
        label=_("alternative text"),
        max_length=500,
        help_text=_("What the picture says, for whoever cannot see it."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, default="", max_length=500)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "core/blocks/image.html"


@dataclass(frozen=True, slots=True)
class Embed:
    """A video of a known host. `frame_url` is opened only after a click."""

    key: str
    host_name: str
    frame_url: str
    page_url: str


def read_embed(url: str) -> Embed | None:
    """The player's address for a link to a video, or None where it cannot be embedded.

    Knows YouTube and Vimeo by the shape of their addresses; asks nobody.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = parts.path.strip("/").split("/")
    if parts.scheme not in {"http", "https"}:
        return None
    if host in {"youtube.com", "youtube-nocookie.com", "youtu.be"}:
        key = path[0] if host == "youtu.be" else parse_qs(parts.query).get("v", [""])[0]
        if len(path) == 2 and path[0] in {"embed", "shorts", "live"}:
            key = path[1]
        if re.fullmatch(r"[\w-]{11}", key):
            frame = f"https://www.youtube-nocookie.com/embed/{key}"
            return Embed(key, "YouTube", frame, f"https://www.youtube.com/watch?v={key}")
    if host in {"vimeo.com", "player.vimeo.com"} and path[-1].isdecimal():
        key = path[-1]
        return Embed(
            key, "Vimeo", f"https://player.vimeo.com/video/{key}?dnt=1", f"https://vimeo.com/{key}"
        )
    return None


class CaptionsBlock(blocks.StructBlock):
    """Captions of a video in one language, as a WebVTT file."""

    language = blocks.ChoiceBlock(label=_("language"), choices=settings.LANGUAGES)
    document = FileChooserBlock(
        label=_("captions (.vtt)"),
        help_text=_("A WebVTT or SubRip file: .srt becomes .vtt as you upload it."),
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        document = result["document"]  # None in a draft that waits for it
        if document and not document.filename.lower().endswith(".vtt"):
            error = ValidationError(_("Choose a WebVTT file: its name ends in .vtt."))
            raise StructBlockValidationError(block_errors={"document": error})
        return result

    class Meta:
        icon = "openquote"
        label = _("Captions")


class VideoBlock(blocks.StructBlock):
    """An uploaded video, or a link to one at a host that we can embed.

    A draft may lack any of it, as Wagtail lets a draft lack a required field: captions are often
    made last. What is missing stops publication.
    """

    title = blocks.CharBlock(label=_("title"), max_length=255)
    minutes = blocks.IntegerBlock(label=_("length in minutes"), required=False, min_value=1)
    file = FileChooserBlock(
        label=_("video file"), required=False, help_text=_("An .mp4 or .webm file.")
    )
    captions = blocks.ListBlock(
        CaptionsBlock(),
        label=_("captions"),
        min_num=0,
        default=[],
        **add_words(_("Add captions")),
    )
    link = blocks.URLBlock(
        label=_("or a link"),
        required=False,
        default="",
        help_text=_("YouTube or Vimeo. Nothing is loaded from there before the reader’s click."),
    )
    transcript = blocks.RichTextBlock(
        label=_("transcript"), required=False, default="", features=SMALL_TEXT_FEATURES
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        errors: dict[str, ValidationError] = {}
        file, link, is_draft = result["file"], result["link"], self.is_deferred_validation
        if (file and link) or not (file or link or is_draft):
            errors["link"] = ValidationError(_("Choose a file or give a link: one of the two."))
        elif link and read_embed(link) is None:
            errors["link"] = ValidationError(
                _(
                    "This link cannot be embedded. Copy the address of one video at "
                    "YouTube or Vimeo, or upload the video as a file."
                )
            )
        elif file and not file.filename.lower().endswith(VIDEO_ENDINGS):
            errors["file"] = ValidationError(
                _("This file is no video: the name of one ends in .mp4 or .webm.")
            )
        elif file and not is_draft:
            if not result["captions"]:
                errors["captions"] = ValidationError(_("A video needs captions."))
            if not _has_words(result["transcript"]):
                errors["transcript"] = ValidationError(_("A video needs a transcript."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return result

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        embed = read_embed(value["link"]) if value["link"] else None
        context["embed"] = embed
        # The link opens in the frame of this name: nothing is loaded before a click.
        context["frame_name"] = f"video-{embed.key}" if embed else ""
        return context

    class Meta:
        icon = "media"
        label = _("Video")
        template = "core/blocks/video.html"


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    document = FileChooserBlock(label=_("file"))
    title = blocks.CharBlock(
        label=_("title"),
        required=False,
        default="",
        max_length=255,
        help_text=_("Leave it empty for the title that the file was given."),
    )
    description = blocks.CharBlock(
        label=_("description"), required=False, default="", max_length=500
    )

    def clean(self, value: Any) -> Any:
        """The title of the file is written down: translators find it, and it may differ later."""
        result = super().clean(value)
        if result["document"] and not result["title"].strip():
            result["title"] = result["document"].title[:255]
        return result

    class Meta:
        icon = "doc-full"
        label = _("File to download")
        template = "core/blocks/document.html"


class CalloutBlock(blocks.StructBlock):
    """A short remark that stands out."""

    tone = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("note", _("Note")), ("try", _("Try it")), ("warning", _("Warning"))],
        default="note",
    )
    title = blocks.CharBlock(label=_("title"), max_length=255)
    text = blocks.RichTextBlock(label=_("text"), features=SMALL_TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "core/blocks/callout.html"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=255)
    text = blocks.RichTextBlock(label=_("text"), features=SMALL_TEXT_FEATURES)

    class Meta:
        icon = "list-ul"
        label = _("Part")


class AccordionBlock(blocks.StructBlock):
    """Several texts, each opened by its title."""

    parts = blocks.ListBlock(
        AccordionItemBlock(), label=_("parts"), min_num=1, **add_words(_("Add a part"))
    )

    class Meta:
        icon = "list-ul"
        label = _("Accordion")
        template = "core/blocks/accordion.html"


class TableRowBlock(blocks.StructBlock):
    cells = blocks.ListBlock(
        blocks.CharBlock(label=_("Cell"), required=False, default="", max_length=500),
        label=_("cells"),
        min_num=1,
        **add_words(_("Add a cell")),
    )

    class Meta:
        icon = "table"
        label = _("Row")


class TableBlock(blocks.StructBlock):
    """A small table. Made of lists, so that each cell has an id and can be translated."""

    caption = blocks.CharBlock(
        label=_("caption"), max_length=255, help_text=_("What the table shows, in one line.")
    )
    header = blocks.ListBlock(
        blocks.CharBlock(label=_("Column"), max_length=255),
        label=_("column titles"),
        min_num=1,
        **add_words(_("Add a column")),
    )
    rows = blocks.ListBlock(
        TableRowBlock(), label=_("rows"), min_num=1, **add_words(_("Add a row"))
    )
    has_row_titles = blocks.BooleanBlock(
        label=_("the first cell of each row is its title"), required=False, default=True
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        width = len(result["header"])
        uneven = [
            number
            for number, row in enumerate(result["rows"], start=1)
            if len(row["cells"]) != width
        ]
        if uneven:
            error = ValidationError(
                _("Row %(row)d must have %(width)d cells, as many as there are column titles."),
                params={"row": uneven[0], "width": width},
            )
            raise StructBlockValidationError(block_errors={"header": error})
        return result

    class Meta:
        icon = "table"
        label = _("Table")
        template = "core/blocks/table.html"


class QuotationBlock(blocks.StructBlock):
    """Somebody else's words, with their source."""

    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("source"), max_length=255)
    link = blocks.URLBlock(label=_("link to the source"), required=False, default="")

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "core/blocks/quotation.html"
