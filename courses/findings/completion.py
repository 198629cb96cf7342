"""A rule of completion that nobody can meet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.compiling import OutlineRefused
from courses.outline import Outline

NOTHING_REQUIRED = _(
    "Nothing in the course is required: nobody could ever complete it. "
    "Make at least one lesson required."
)


def refuse_unmeetable(outline: Outline | None) -> None:
    """Raises OutlineRefused where there are lessons, and none of them counts. Pure.

    A course without lessons is announced, not unfinished: it can be completed once it has some.
    """
    if outline is None or not any(outline.lessons()):
        return
    if not any(activity.is_required for _lesson, activity in outline.activities()):
        raise OutlineRefused(NOTHING_REQUIRED)
