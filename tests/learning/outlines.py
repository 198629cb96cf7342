"""Outlines and facts as values, for tests of what is pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from courses.outline import Activity, Lesson, Module, Outline
from learning.progress import Fact

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RULE = {"kind": "ALL_REQUIRED"}


def lesson(key: str, *checks: str, required: bool = True) -> Lesson:
    """A lesson with its reading and these checks."""
    return Lesson(
        key=key,
        slug=f"lesson-{key}",
        title=f"Lesson {key}",
        minutes=10,
        is_required=required,
        activities=(
            Activity("", "lesson", required),
            *(Activity(check, "check", required) for check in checks),
        ),
    )


def outline(*lessons: Lesson) -> Outline:
    """One module with these lessons."""
    return Outline((Module("m", "module", "Module", tuple(lessons)),))


def modules(**lessons: Sequence[Lesson]) -> Outline:
    """A module for each name, with these lessons."""
    return Outline(tuple(Module(key, key, key, tuple(each)) for key, each in lessons.items()))


def read(key: str, *, at: datetime = NOON, was_required: bool = True) -> Fact:
    return Fact(key, "", "LESSON", at, was_required)


def chosen(key: str, module: str) -> Fact:
    """Read as one of the lessons to choose of this module."""
    return Fact(key, "", "LESSON", NOON, True, None, module)


def passed(key: str, check: str, *, at: datetime = NOON, score: int = 100) -> Fact:
    return Fact(key, check, "CHECK", at, True, score)
