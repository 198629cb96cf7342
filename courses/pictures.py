"""Drawn plans as PNG files, for whoever shows no SVG: mail programs and cards of shared links.

A file's name is made of what is drawn, so it is drawn once and stays: mails of years ago name it.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass

import typst
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from courses.cover_art import THUMB, cover_art, on_paper
from sdgs.models import Goal

SOURCE = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)
"""
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class PictureSize:
    """In points of the drawing; the file has `scale` pixels for each."""

    name: str
    width: int
    height: int
    scale: int


SHARE_CARD = PictureSize("share", 1200, 630, 1)
MAIL_PICTURE = PictureSize("mail", 600, 260, 2)
MAIL_THUMB = PictureSize("thumb", *THUMB, 2)


def plan_url(slug: str, goals: Iterable[Goal], size: PictureSize) -> str:
    """The address of this plan's PNG, drawn where nobody asked for it before (50 ms)."""
    colors = tuple(sorted((goal.number, goal.color or "#46584f") for goal in goals))
    return reverse("courses:public-file", args=[_stored(slug, colors, size)])


@functools.lru_cache(maxsize=1024)
def _stored(slug: str, colors: tuple[tuple[int, str], ...], size: PictureSize) -> str:
    """The file's name. Two processes at once write the same picture; one of them is kept."""
    seed = f"{slug}|{colors}|{size}"
    name = f"plans/{hashlib.sha256(seed.encode()).hexdigest()[:24]}-{size.name}.png"
    if not default_storage.exists(name):
        written = default_storage.save(name, ContentFile(_draw(slug, dict(colors), size)))
        if written != name:
            default_storage.delete(written)
    return name


def _draw(slug: str, colors: dict[int, str], size: PictureSize) -> bytes:
    drawing = cover_art(slug, sorted(colors), size.width, size.height)
    svg = on_paper(drawing, colors, size.width, size.height)
    source = SOURCE.format(width=size.width, height=size.height).encode()
    with _lock:
        png = _compiler(os.getpid()).compile(
            source, format="png", ppi=72.0 * size.scale, sys_inputs={"svg": svg}
        )
    if not isinstance(png, bytes):
        raise TypeError("A plan has one page.")
    return _lighten(png)


def _lighten(png: bytes) -> bytes:
    """The same with 64 colours, a third of the bytes: a plan has ten, and softened edges."""
    lighter = io.BytesIO()
    colors = Image.open(io.BytesIO(png)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    colors.save(lighter, "PNG", optimize=True)
    return lighter.getvalue()


@functools.cache
def _compiler(process: int) -> typst.Compiler:
    """A compiler that was used before a fork hangs in the child: each process has its own."""
    empty = tempfile.mkdtemp(prefix="lms-plans-")
    return typst.Compiler(
        root=empty, ignore_system_fonts=True, package_path=empty, package_cache_path=empty
    )
