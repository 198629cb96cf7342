"""The form of an uploaded file: what browsers are to play must be what its name says."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from core.uploads import limit_for
from courses.subtitles import NoCaptions, read_captions

CAPTIONS = {".vtt", ".srt"}
NAMED = {"mp4", "webm", "vtt"}  # apart, in the words beside the field
MOST_BYTES_OF_CAPTIONS = 5_000_000
# Where, and with which bytes, a file of this kind begins.
SIGNATURES = {".mp4": (4, b"ftyp"), ".webm": (0, b"\x1a\x45\xdf\xa3")}


class MediaDocumentForm(BaseDocumentForm):
    """Named in `WAGTAILDOCS_DOCUMENT_FORM_BASE`: the base of all of Wagtail's document forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            megabytes = limit_for(reverse("wagtaildocs:add"))
            others = [each for each in settings.WAGTAILDOCS_EXTENSIONS if each not in NAMED]
            words = _(
                "A video: mp4 or webm. Captions: vtt or srt. Other files: %(others)s. "
                "At most %(number)d MB."
            )
            self.fields["file"].help_text = words % {
                "others": ", ".join(others),
                "number": megabytes,
            }

    def clean_file(self) -> File:
        file: File = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        ending = PurePath(file.name or "").suffix.lower()
        if ending in CAPTIONS:
            return _captions_of(file)
        if ending in SIGNATURES:
            _refuse_other_kind(file, ending)
        return file


def _refuse_other_kind(file: File, ending: str) -> None:
    start, bytes_there = SIGNATURES[ending]
    file.seek(0)
    head = file.read(start + len(bytes_there))
    file.seek(0)
    if head[start:] != bytes_there:
        words = _("This file is no video, though its name ends in %(ending)s: it could not play.")
        raise ValidationError(words % {"ending": ending})


def _captions_of(file: File) -> File:
    """WebVTT, which browsers read; SubRip is made into it."""
    if (file.size or 0) > MOST_BYTES_OF_CAPTIONS:
        raise ValidationError(_("These captions are too large: they hold more than words."))
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        text = read_captions(content)
    except NoCaptions:
        words = _(
            "There are no captions with times in this file. Save them as WebVTT (.vtt) or "
            "SubRip (.srt), as text in UTF-8."
        )
        raise ValidationError(words) from None
    name = str(PurePath(file.name or "captions").with_suffix(".vtt"))
    return SimpleUploadedFile(name, text.encode(), content_type="text/vtt")
