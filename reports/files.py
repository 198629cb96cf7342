"""Tables as files: a CSV with all of them below each other, or a spreadsheet with a sheet each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.csv_file import csv_lines, harmless
from reports.tables import Cell, Table

CSV, XLSX = "csv", "xlsx"
TYPES: Final = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(tables: Sequence[Table], *, name: str, format: str) -> HttpResponse:
    """`format`: "csv" or "xlsx". Text begins no formula, numbers stay numbers."""
    if format == XLSX:
        return HttpResponse(_workbook(tables), content_type=TYPES[XLSX], headers=_named(name, XLSX))
    return rows_as_csv((), _below_each_other(tables), name=name)


def rows_as_csv(
    titles: Sequence[str], rows: Iterable[Iterable[object]], *, name: str
) -> HttpResponse:
    """Line by line: of a million rows none waits for the others."""
    return StreamingHttpResponse(  # type: ignore[return-value]
        csv_lines(titles, rows), content_type=TYPES[CSV], headers=_named(name, CSV)
    )


def _named(name: str, format: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{format}"'}


def _below_each_other(tables: Sequence[Table]) -> Iterator[Sequence[object]]:
    for table in tables:
        yield (table.title,)
        yield table.columns
        yield from table.rows
        if table.note:
            yield (table.note,)
        yield ()


def _workbook(tables: Sequence[Table]) -> bytes:
    book, used = Workbook(write_only=True), set[str]()
    for table in tables:
        sheet = book.create_sheet(_free_name(table.title, used))
        sheet.freeze_panes = "A2"
        sheet.append([_cell(each) for each in table.columns])
        for row in table.rows:
            sheet.append([_cell(each) for each in row])
        if table.note:
            sheet.append([])
            sheet.append([_cell(table.note)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _free_name(title: str, used: set[str]) -> str:
    """Excel takes 31 characters, none of these, and no name twice."""
    wanted = re.sub(r"[\[\]:*?/\\]", " ", title)[:28].strip() or "Table"
    names = (wanted, *(f"{wanted[:26]} {number}" for number in range(2, 100)))
    name = next(each for each in names if each.lower() not in used)
    used.add(name.lower())
    return name


def _cell(value: Cell) -> Cell:
    if isinstance(value, int):
        return value
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", value))
