"""What stands on a certificate's paper: its words, and the square code module by module."""

from __future__ import annotations

import io
import shutil
import subprocess
from itertools import groupby

import segno
from PIL import Image

from tests.conftest import require

SIDE_MM = 25
DOTS_PER_MM = 10
DARK = 128


def words_on(pdf: bytes) -> str:
    """The text of the first page, in one line."""
    require(shutil.which("pdftotext"), "No pdftotext: install Debian's package poppler-utils.")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def shows_code_of(pdf: bytes, address: str) -> bool:
    """Whether the square code on the printed page is the one that a phone reads as `address`."""
    modules = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    page = _print(pdf)
    size = SIDE_MM * DOTS_PER_MM / len(modules)
    return any(
        _read(page, corner, size, len(modules)) == modules for corner in _corners(page, size)
    )


def _print(pdf: bytes) -> Image.Image:
    require(shutil.which("pdftoppm"), "No pdftoppm: install Debian's package poppler-utils.")
    command = ["pdftoppm", "-r", str(DOTS_PER_MM * 25.4), "-gray", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout))


def _corners(page: Image.Image, size: float):
    """Where a square of the corner of a code may begin: dark, light, dark for 1, 1, 3, 1, 1."""
    for y in range(0, page.height, int(size)):
        row = page.crop((0, y, page.width, y + 1)).tobytes()
        runs = [(dark, len(list(run))) for dark, run in groupby(row, lambda dot: dot < DARK)]
        x = 0
        for place, (dark, length) in enumerate(runs):
            widths = [width / size for _, width in runs[place : place + 5]]
            if dark and [round(width) for width in widths] == [1, 1, 3, 1, 1]:
                yield x, _top(page, x + size / 2, y)
            x += length


def _top(page: Image.Image, x: float, y: int) -> int:
    while y > 0 and page.getpixel((int(x), y - 1)) < DARK:
        y -= 1
    return y


def _read(page: Image.Image, corner: tuple[int, int], size: float, count: int) -> list[list[int]]:
    """The modules from this corner on; nothing where the page ends before."""
    left, top = corner
    if left + size * count > page.width or top + size * count > page.height:
        return []
    places = [int((number + 0.5) * size) for number in range(count)]
    return [
        [int(page.getpixel((left + across, top + down)) < DARK) for across in places]
        for down in places
    ]
