"""PDF by Typst. The same data gives the same bytes.

A compiler that was used before a fork hangs in the child, so each process makes its own when it
first needs one.
"""

from __future__ import annotations

import functools
import json
import os
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from .fonts import FOLDERS, families

SOURCE = Path(__file__).parent / "typst" / "certificate.typ"
NAME_SOURCE = Path(__file__).parent / "typst" / "name.typ"
STANDARDS: list[Any] = ["ua-1", "a-3a"]
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
PROBE = b"""
#let data = json(bytes(sys.inputs.data))
#set document(title: "probe")
#set text(font: data.families, fallback: false)
#text(data.name)
"""

_lock = threading.Lock()


class RenderingFailed(RuntimeError):
    """Typst's own message: a letter that no font has, or a fault in the template."""


@functools.cache
def _fonts(process: int) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=FOLDERS)


@functools.cache
def _compiler(process: int) -> typst.Compiler:
    empty = tempfile.mkdtemp(prefix="lms-typst-")
    return typst.Compiler(
        root=empty,
        font_paths=_fonts(process),
        ignore_system_fonts=True,
        package_path=empty,
        package_cache_path=empty,
    )


def _compile(
    source: bytes, data: Mapping[str, Any], timestamp: datetime, format: Literal["pdf", "png"]
) -> bytes:
    process = os.getpid()
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    options: dict[str, Any] = {"pdf_standards": STANDARDS} if format == "pdf" else {"ppi": 96.0}
    try:
        with _lock:
            compiled = _compiler(process).compile(
                source,
                format=format,
                sys_inputs=inputs,
                timestamp=timestamp.replace(microsecond=0),
                **options,
            )
    except typst.TypstError as error:
        raise RenderingFailed(str(error)) from error
    if not isinstance(compiled, bytes):
        raise RenderingFailed("The certificate has more than one page.")
    return compiled


def render_pdf(data: Mapping[str, Any], *, issued_at: datetime) -> bytes:
    """One A4 page, PDF/UA-1 and PDF/A-3a. `data` is what `certificates.sheet` makes.

    Raises RenderingFailed, also for a letter that no font has.
    """
    return _compile(SOURCE.read_bytes(), data, issued_at, "pdf")


def render_png(data: Mapping[str, Any], *, issued_at: datetime) -> bytes:
    """The same page as a picture at 96 dpi, to look at."""
    return _compile(SOURCE.read_bytes(), data, issued_at, "png")


def render_name(data: Mapping[str, Any]) -> bytes:
    """A PNG of the name alone, 150 mm wide at 96 dpi. Raises RenderingFailed as the page does."""
    return _compile(NAME_SOURCE.read_bytes(), data, EPOCH, "png")


def can_print(text: str) -> bool:
    """Whether the certificate's fonts have every letter of `text`."""
    data = {"name": text, "families": families("SC")}
    try:
        _compile(PROBE, data, EPOCH, "pdf")
    except RenderingFailed:
        return False
    return True
