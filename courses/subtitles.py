"""Captions as browsers read them: WebVTT, made of SubRip where that is what a program wrote."""

from __future__ import annotations

import re

HEADER = "WEBVTT"
_TIMES = re.compile(
    r"^[ \t]*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})[ \t]*-->[ \t]*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})",
    re.MULTILINE,
)
_SUBRIP_COMMA = re.compile(r"(\d{1,2}:\d{2}),(\d{1,3})")
# What programs on old computers write where they do not write UTF-8.
_ENCODINGS = ("utf-8-sig", "utf-16")


class NoCaptions(ValueError):
    """The file holds no captions with times."""


def read_captions(content: bytes) -> str:
    """WebVTT of a file in either format, or `NoCaptions`. A WebVTT file comes back as it was."""
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _TIMES.search(text):
        raise NoCaptions
    if text.startswith(HEADER):
        return f"{text}\n"
    lines = [_SUBRIP_COMMA.sub(r"\1.\2", x) if "-->" in x else x for x in text.split("\n")]
    return f"{HEADER}\n\n" + "\n".join(lines) + "\n"


def _decoded(content: bytes) -> str:
    encoding = _ENCODINGS[content[:2] in (b"\xff\xfe", b"\xfe\xff")]
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NoCaptions from error
