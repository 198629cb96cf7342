"""A rule of completion that nobody can meet."""

from __future__ import annotations

from courses.compiling import OutlineRefused
from courses.outline import Outline
from courses.rules import Rule, obstacles


def refuse_unmeetable(rule: Rule, outline: Outline | None) -> None:
    """Raises OutlineRefused where there are lessons, and nobody could complete them. Pure.

    A course without lessons is announced, not unfinished: it can be completed once it has some.
    """
    if outline is None or not any(outline.lessons()):
        return
    if found := obstacles(rule, outline):
        raise OutlineRefused(" ".join(found))
