"""A table as a file to take away: CSV line by line, or a spreadsheet. No cell is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.csv_file import csv_lines, harmless

FORMATS: Final = ("csv", "xlsx")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int


def hand_out(
    titles: list[str], rows: Iterable[list[Cell]], *, name: str, sheet: str, format: str
) -> HttpResponseBase:
    """`format` is one of FORMATS. `name` is that of the file, without its ending, and names nobody;
    `sheet` that of the spreadsheet's only sheet."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
    if format == "xlsx":
        content = _workbook(sheet, titles, rows)
        return HttpResponse(content, content_type=XLSX, headers=disposition)
    return StreamingHttpResponse(
        csv_lines(titles, _spoken(rows, get_language())),
        content_type="text/csv; charset=utf-8",
        headers=disposition,
    )


def _spoken(rows: Iterable[list[Cell]], language: str | None) -> Iterator[list[Cell]]:
    """In the language of the titles: rows are streamed when that of the reader is left already."""
    waiting = iter(rows)
    while True:
        with override(language):
            row = next(waiting, None)
        if row is None:
            return
        yield row


def _workbook(name: str, titles: list[str], rows: Iterable[list[Cell]]) -> bytes:
    """Numbers stay numbers; text begins no formula and holds nothing that Excel refuses."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append([_text(title) for title in titles])
    for row in rows:
        sheet.append([cell if isinstance(cell, int) else _text(cell) for cell in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _text(cell: str) -> str:
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", cell))
