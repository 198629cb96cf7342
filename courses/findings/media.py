"""Pictures and videos: words for those who cannot see or hear, and the weight of a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from courses.models import LessonPage, MediaDocument, MediaImage

from .finding import Finding, raw_blocks

_FILE_NAME = re.compile(r"\S+\.(jpe?g|png|gif|webp|svg|heic|bmp|tiff?)", re.IGNORECASE)
_NOTHING_SAID = re.compile(
    r"(img|dsc|dscn|image|photo|foto|gambar|picture|pic|screenshot|untitled|alt|사진|이미지|"
    r"画像|写真|图片|照片|ছবি|चित्र|तस्बिर)?[\W_\d]*",
    re.IGNORECASE,
)
# The name of the field, the id of the block.
Place = tuple[str, str]
# As wide and high as a lesson shows a picture, and what its file then weighs in bytes a pixel.
SHOWN = 1280
BYTES_PER_PIXEL = 0.2
# One megabit a second: what a shared mobile connection gives on a bad day.
WEAK_LINE_BYTES = 125_000
HEAVY_PICTURES = 2_000_000
HEAVY_FILE = 25_000_000


def find_media_advice(page: Page) -> Iterator[Finding]:
    """About alternative texts, captions and transcripts. Pure."""
    for field, block in raw_blocks(page):
        value, place = block.get("value"), (field, block.get("id") or "")
        if block["type"] == "image" and isinstance(value, dict):
            yield from _of_picture(value, place)
        elif block["type"] == "video" and isinstance(value, dict):
            yield from _of_video(value, place, page)


def _of_picture(value: dict[str, Any], place: Place) -> Iterator[Finding]:
    words = (value.get("alt_text") or "").strip()
    if words and (_FILE_NAME.fullmatch(words) or _NOTHING_SAID.fullmatch(words)):
        said = _("“%(words)s” does not say what the picture shows.") % {"words": words}
        yield Finding("alt_text", said, False, *place)


def _of_video(value: dict[str, Any], place: Place, page: Page) -> Iterator[Finding]:
    if value.get("link") and not value.get("transcript"):
        said = _(
            "The video has no transcript: who cannot hear it, or has a weak line, gets nothing."
        )
        yield Finding("transcript", said, False, *place)
    spoken = {each["value"].get("language") for each in value.get("captions") or [] if each}
    if value.get("file") and spoken and page.locale.language_code not in spoken:
        said = _("The video has no captions in %(language)s, the language of this page.")
        yield Finding("captions", said % {"language": str(page.locale)}, False, *place)


def find_weights(pages: Iterable[Page]) -> dict[int, list[Finding]]:
    """By page id what is heavy on a weak line. Two queries for all pages; opens no file."""
    lessons = [page for page in pages if isinstance(page, LessonPage)]
    used = {page.pk: _used(page) for page in lessons}
    images = {pk for shown, _files in used.values() for pk, _block in shown}
    files = {pk for _shown, named in used.values() for pk, _block in named}
    sizes = _picture_sizes(images)
    weights = _heavy_files(files)
    return {
        page.pk: [*_of_pictures(used[page.pk][0], sizes), *_of_files(used[page.pk][1], weights)]
        for page in lessons
    }


def _used(page: Page) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(id, id of its block) of each picture, and of each file, that a lesson shows."""
    pictures, files = [], []
    for _field, block in raw_blocks(page):
        value, block_id = block.get("value"), block.get("id") or ""
        if not isinstance(value, dict):
            continue
        if block["type"] == "image" and value.get("image"):
            pictures.append((int(value["image"]), block_id))
        for name in ("file", "document"):
            if block["type"] in {"video", "document"} and value.get(name):
                files.append((int(value[name]), block_id))
    return pictures, files


def _picture_sizes(ids: set[int]) -> dict[int, int]:
    """About how many bytes each picture has as a lesson shows it."""
    if not ids:
        return {}
    found = MediaImage.objects.filter(pk__in=ids).values_list("pk", "width", "height", "file_size")
    sizes: dict[int, int] = {}
    for pk, width, height, file_size in found:
        scale = min(1, SHOWN / max(width, height, 1))
        shown = int(width * height * scale * scale * BYTES_PER_PIXEL)
        sizes[pk] = min(shown, file_size) if file_size and scale == 1 else shown
    return sizes


def _heavy_files(ids: set[int]) -> dict[int, int]:
    if not ids:
        return {}
    files = MediaDocument.objects.get_queryset().filter(pk__in=ids)
    return {file.pk: file.file_size or 0 for file in files.filter(file_size__gt=HEAVY_FILE)}


def _of_pictures(shown: list[tuple[int, str]], sizes: dict[int, int]) -> Iterator[Finding]:
    total = sum(sizes.get(pk, 0) for pk, _block in shown)
    if total > HEAVY_PICTURES:
        said = _(
            "The pictures weigh about %(size)s together: %(time)s on a weak line. "
            "Use fewer, or smaller ones."
        )
        yield Finding("weight", said % _heavy(total), field="body")


def _of_files(named: list[tuple[int, str]], weights: dict[int, int]) -> Iterator[Finding]:
    for pk, block_id in named:
        if pk in weights:
            said = _(
                "The file has %(size)s: %(time)s on a weak line. "
                "Make it smaller, or offer the text beside it."
            )
            yield Finding("weight", said % _heavy(weights[pk]), field="body", block_id=block_id)


def _heavy(size: int) -> dict[str, str]:
    seconds = max(1, size // WEAK_LINE_BYTES)
    minutes = round(seconds / 60)
    if seconds < 60:
        words = ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    else:
        words = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return {"size": filesizeformat(size), "time": words}
