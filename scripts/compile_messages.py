"""Compile every catalog with Babel: `python -m scripts.compile_messages`. GNU gettext not needed.

Only catalogs that are newer than what was compiled from them are touched.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_catalogs(root: Path) -> int:
    """How many were compiled. Fuzzy entries are left out. Raises PoFileError for a broken one."""
    count = 0
    for source in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3], abort_invalid=True)
        with target.open("wb") as file:
            write_mo(file, catalog)
        count += 1
    return count


if __name__ == "__main__":
    print(f"{compile_catalogs(ROOT)} catalogs compiled")
