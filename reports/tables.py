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
