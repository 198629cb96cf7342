"""What "publish course" would change, and whom it would reach. Asking writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from courses.compiling import OutlineRefused
from courses.draft_outline import publication_of
from courses.drafts import Draft
from courses.findings.completion import refuse_unmeetable
from courses.findings.sessions import refuse_wrong_shape
from courses.models import Course
from courses.outline import Lesson, Outline
from courses.placing import longest_run


class ChangeKind(StrEnum):
    ADDED = "ADDED"
    REMOVED = "REMOVED"
    MOVED = "MOVED"
    CHECKS = "CHECKS"
    REQUIRED = "REQUIRED"


CHANGE_LABELS = {
    ChangeKind.ADDED: _("Lesson added"),
    ChangeKind.REMOVED: _("Lesson removed"),
    ChangeKind.MOVED: _("Lesson moved"),
    ChangeKind.CHECKS: _("Knowledge check changed"),
    ChangeKind.REQUIRED: _("Required or optional changed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that learners would notice in their progress."""

    kind: ChangeKind
    title: str

    @property
    def label(self) -> str:
        return str(CHANGE_LABELS[self.kind])


@dataclass(frozen=True, slots=True)
class Publication:
    """`after`: the outline that would be, or None while there is none to speak of."""

    changes: tuple[Change, ...]
    refusal: str
    after: Outline | None = None


def compare(before: Outline | None, after: Outline | None) -> tuple[Change, ...]:
    """Differences between two outlines, in the order of reading. Pure.

    What stepped aside for a lesson that was moved was not moved itself: where it stands is told
    among those that kept their module.
    """
    old = {lesson.key: lesson for lesson in before.lessons()} if before else {}
    new = {lesson.key: lesson for lesson in after.lessons()} if after else {}
    changes: list[Change] = []
    place = {key: number for number, key in enumerate(old)}
    kept = [key for key in new if key in old]
    module_before, module_after = _modules(before), _modules(after)
    at_home = [key for key in kept if module_before.get(key) == module_after.get(key)]
    staying = set(longest_run([place[key] for key in at_home]))
    for key in kept:
        is_moved = place[key] not in staying
        changes.extend(_changes_of(old[key], new[key], is_moved=is_moved))
    added = [Change(ChangeKind.ADDED, new[key].title) for key in new if key not in old]
    removed = [Change(ChangeKind.REMOVED, old[key].title) for key in old if key not in new]
    return (*added, *removed, *changes)


def _modules(outline: Outline | None) -> dict[str, str]:
    if outline is None:
        return {}
    return {lesson.key: module.key for module in outline.modules for lesson in module.lessons}


def _changes_of(old: Lesson, new: Lesson, *, is_moved: bool) -> list[Change]:
    changes: list[Change] = []
    if is_moved:
        changes.append(Change(ChangeKind.MOVED, new.title))
    if {a.key for a in old.activities} != {a.key for a in new.activities}:
        changes.append(Change(ChangeKind.CHECKS, new.title))
    elif [a.is_required for a in old.activities] != [a.is_required for a in new.activities]:
        changes.append(Change(ChangeKind.REQUIRED, new.title))
    return changes


def rehearse(course: Course, drafts: Sequence[Draft]) -> Publication:
    """What publishing the ready ones of these drafts would change. Three queries."""
    before = course.newest_outline.outline if course.newest_outline else None
    try:
        would_be = publication_of(course, [draft.drafted for draft in drafts if draft.is_ready])
        if would_be is not None:
            refuse_wrong_shape(would_be.format, str(course.key), would_be.outline)
            refuse_unmeetable(would_be.rule, would_be.outline)
    except OutlineRefused as error:
        return Publication(changes=(), refusal=str(error))
    after = would_be.outline if would_be else before
    return Publication(changes=compare(before, after), refusal="", after=after)
