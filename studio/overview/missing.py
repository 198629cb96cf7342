"""What is missing before publication: what stops it, and what a careful colleague would say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.actions import first_summary
from courses.drafts import Draft
from courses.models import CoursePage, LessonPage, ModulePage
from courses.models.course_page import ANNOUNCED_FORMATS

from .outline import Row, add_url, edit_url, is_empty_lesson

TOO_MANY_TO_LIST = 4


@dataclass(frozen=True, slots=True)
class Missing:
    """`is_blocking`: stops publication; else advice. `url` is where `remedy` is done."""

    title: str
    text: str
    url: str
    remedy: str
    is_blocking: bool


def find_blocking(drafts: list[Draft], rows: tuple[Row, ...]) -> list[Missing]:
    """What keeps drafts from being published, each with where it is mended.

    Many empty lessons are one line: the outline names them.
    """
    empty = [row for row in rows if row.is_empty]
    listed = [each for each in drafts if not each.is_ready]
    together: list[Missing] = []
    if len(empty) >= TOO_MANY_TO_LIST:
        listed = [draft for draft in listed if not is_empty_lesson(draft.drafted)]
        title = _("%(number)d empty lessons") % {"number": len(empty)}
        text = _("There is nothing in them yet. The outline says what belongs there.")
        together = [Missing(title, text, empty[0].edit_url, _("Write the first"), is_blocking=True)]
    return [
        *(Missing(d.drafted.title, d.problem, *_remedy(d, rows), is_blocking=True) for d in listed),
        *together,
    ]


def _remedy(draft: Draft, rows: tuple[Row, ...]) -> tuple[str, str]:
    """The address where the draft's problem is mended, and the words of the link."""
    if not draft.needs_lesson:
        return edit_url(draft.page.pk), _("Mend it")
    if isinstance(draft.drafted, ModulePage):
        return add_url(LessonPage, below=draft.page.pk), _("Add a lesson")
    if not rows:
        return add_url(ModulePage, below=draft.page.pk), _("Add a module")
    return "#outline", _("See the outline")


def find_advice(page: CoursePage, rows: tuple[Row, ...]) -> list[Missing]:
    """What a careful colleague would say before publication."""
    url = edit_url(page.pk)
    minutes = sum(row.minutes or 0 for row in rows)
    advice: list[str] = []
    if not minutes and (page.live or page.format in ANNOUNCED_FORMATS):
        advice.append(_("There is no lesson yet: people can read of it, and learn nothing."))
    elif minutes and not 0.5 <= page.effort_minutes / minutes <= 2:
        advice.append(
            _("Effort says %(effort)d minutes. Lessons add up to %(lessons)d minutes.")
            % {"effort": page.effort_minutes, "lessons": minutes}
        )
    if page.summary == _made_summary(page):
        advice.append(
            _("The summary says format and length alone. Write two sentences for the catalogue.")
        )
    if not page.goals.exists():
        advice.append(_("No goal is chosen: the course is found under none."))
    if not page.outcomes:
        advice.append(_("Nothing says yet what people will be able to do."))
    if not page.audience:
        advice.append(_("Nothing says yet who it is for."))
    whole, mend = _("Whole course"), _("Mend it")
    return [Missing(whole, text, url, mend, is_blocking=False) for text in advice]


def _made_summary(page: CoursePage) -> str:
    """What `create_course` wrote, in the language of the course."""
    with override(page.locale.language_code):
        return first_summary(page.get_format_display(), page.duration)
