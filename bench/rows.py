"""Rows of the result: printed as a table, written as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """`ratio` is `value` against what `against` names; `goal` says what it should be."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    goal: str = ""


def machine() -> str:
    """The processor, its cores and Python."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def show(rows: list[Row], path: Path) -> None:
    """Print the table and write the rows."""
    print(f"\n{machine()}\n")
    print(f"{'what':60}{'value':>10} {'unit':8}{'ratio':>8}  goal")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
        print(f"{row.name:60}{row.value:>10.1f} {row.unit:8}{ratio:>8}  {row.goal}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    print(f"\nRows: {path}")
