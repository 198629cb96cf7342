"""Outlines and facts as values, for tests of what is pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from courses.outline import CHECK, PART, SESSION, Activity, Lesson, Module, Outline
from learning.progress import Fact

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
RULE = {"kind": "ALL_REQUIRED"}


def _kind_of(key: str) -> str:
    return {"live": SESSION, "part": PART}.get(key.partition("-")[0], CHECK)


def lesson(key: str, *deeds: str, required: bool = True) -> Lesson:
    """A lesson with its reading and these deeds: "live-1" is a session, "part-1" a course of a
    programme, and whatever is called otherwise a check.
    """
    return Lesson(
        key=key,
        slug=f"lesson-{key}",
        title=f"Lesson {key}",
        minutes=10,
        is_required=required,
        activities=(
            Activity("", "lesson", required),
            *(Activity(each, _kind_of(each), required) for each in deeds),
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


def attended(key: str, session: str, *, at: datetime = NOON) -> Fact:
    return Fact(key, session, "SESSION", at)


def passed(key: str, check: str, *, at: datetime = NOON, score: int = 100) -> Fact:
    return Fact(key, check, "CHECK", at, True, score)


def statuses(result):
    return {step.pair: step.status for step in result.steps}
