"""The two sheets that learners print: made once with Typst and committed.

`python -m demo.sheets` makes them again in `demo/files/`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import typst

from .drawings import FILES_DIR

_HEAD = """
#set document(title: "{title}", author: "CityNet Learning", date: none)
#set page(paper: "a4", flipped: {flipped}, margin: 16mm)
#set text(font: "Noto Sans", size: 10pt, lang: "en", fill: rgb("#12211d"))
#set table(stroke: 0.5pt + rgb("#697d75"), inset: 6pt)
#show heading: set text(fill: rgb("#0a5c50"))
= {title}
"""

_AUDIT = (
    _HEAD
    + """
Place: #box(width: 60mm, repeat[.]) #h(6mm) Date and hour: #box(width: 45mm, repeat[.])
#h(6mm) Weather: #box(width: 35mm, repeat[.])

Marks: 0 missing, 1 poor, 2 fair, 3 good. Give your marks first, talk afterwards. No names here.

#table(
  columns: (62mm, ..(1fr,) * 8),
  rows: (8mm, ..(16mm,) * 8),
  table.header([*Question*], ..range(1, 9).map(n => [*Stop #n*])),
  [*Light.* Can you see a face at ten metres?], ..([],) * 8,
  [*Openness.* Can you see where you are going, and who is there?], ..([],) * 8,
  [*Visibility.* Can somebody see you from a window, a stall or a gate?], ..([],) * 8,
  [*People.* Who is on the street, and who is missing?], ..([],) * 8,
  [*Walk path.* Can a wheelchair or a pram pass without leaving the pavement?], ..([],) * 8,
  [*Transport.* How far is it to a bus, and is the way lit?], ..([],) * 8,
  [*Help.* Is there anybody whom you could ask?], ..([],) * 8,
  [*Feeling.* Would you come here alone?], ..([],) * 8,
)

What surprised us: #box(width: 1fr, repeat[.])

What we would change tomorrow: #box(width: 1fr, repeat[.])
"""
)

_COUNT = (
    _HEAD
    + """
Gate: #box(width: 50mm, repeat[.]) #h(6mm) Date: #box(width: 40mm, repeat[.])

Stand at the same place each time. Make one stroke for each person who comes in. Count children too.
Come back in the same weeks of next year.

#table(
  columns: (32mm, 1fr, 1fr, 30mm),
  rows: (14mm, ..(17mm,) * 10),
  table.header([*Hour*], [*Visitors*], [*Residents, as far as you can tell*], [*Weather*]),
  ..range(8, 18).map(hour => ([#hour to #(hour + 1)], [], [], [])).flatten(),
)

Busiest hour: #box(width: 40mm, repeat[.]) #h(6mm) What we would change: #box(width: 1fr, repeat[.])
"""
)

SHEETS: dict[str, tuple[str, str, str]] = {
    "audit-sheet": (_AUDIT, "Audit sheet for one walk", "true"),
    "visitor-count-sheet": (_COUNT, "Count sheet for one gate", "false"),
}


def make_all(folder: Path = FILES_DIR) -> None:
    """Write both sheets into `folder`."""
    fonts = str(files("manimgx_fonts"))
    for name, (source, title, flipped) in SHEETS.items():
        # The source is Typst code with braces of its own, so it is not a format string.
        text = source.replace("{title}", title).replace("{flipped}", flipped)
        pdf: bytes = typst.compile(  # type: ignore[misc]
            text.encode(),
            font_paths=[fonts],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
        )
        (folder / f"{name}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    make_all()
