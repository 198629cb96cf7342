"""A part of a report: a table, and the bars that its chart shows."""

from __future__ import annotations

from dataclasses import dataclass, field

Cell = str | int


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` of `whole`; `words`: the value as people read it."""

    label: str
    value: int
    whole: int
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """`key` is its anchor; `note` says what counts, and what was left out. `links`: an address for
    each row, or "" where there is none."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[Bar, ...] = ()
    note: str = ""
    links: tuple[str, ...] = field(default=())

    @property
    def linked_rows(self) -> list[tuple[str, tuple[Cell, ...]]]:
        links = self.links or ("",) * len(self.rows)
        return [*zip(links, self.rows, strict=True)]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each column, and whether figures stand in it: they end at one line."""
        return [*zip(self.columns, self._figures(), strict=True)]

    @property
    def marked_rows(self) -> list[tuple[str, list[tuple[Cell, bool]]]]:
        """Each row with its address; each of its cells, and whether it is one of figures."""
        figures = self._figures()
        return [(link, [*zip(row, figures, strict=True)]) for link, row in self.linked_rows]

    def _figures(self) -> list[bool]:
        places = range(len(self.columns))
        return [all(_is_figure(row[place]) for row in self.rows) for place in places]


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int) or not cell or cell.replace(".", "", 1).isdecimal()
