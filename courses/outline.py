"""The outline as values: what a course consists of, known by keys that no language changes.

A lesson's key is its pages' translation_key; an activity is the pair (lesson key, block uuid).
Reading a lesson is the activity with the empty key. What else there is to do in a lesson has a
kind: whoever asks what it counts as asks for that, never for the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

# (lesson key, activity key): how an activity is known in every language.
ActivityPair = tuple[str, str]

READING = ""
# Kinds of activities. They stand in stored outlines: none is ever renamed.
LESSON: Final = "lesson"
CHECK: Final = "check"
SESSION: Final = "session"
PART: Final = "part"


@dataclass(frozen=True, slots=True)
class Activity:
    """`kind`: LESSON (reading, key ""), CHECK, SESSION or PART. `course`: of a part, its course."""

    key: str
    kind: str
    is_required: bool
    title: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """`title` is the source language's when compiled: a fallback when the page is gone.

    `follows`: keys of the lessons of which this one took over a part or all, in a split or in their
    place. What somebody did there counts here.
    """

    key: str
    slug: str
    title: str
    minutes: int
    is_required: bool
    activities: tuple[Activity, ...]
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    key: str
    slug: str
    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    modules: tuple[Module, ...]

    def lessons(self) -> Iterator[Lesson]:
        """All lessons in the order of reading."""
        for module in self.modules:
            yield from module.lessons

    def activities(self) -> Iterator[tuple[Lesson, Activity]]:
        """All activities with their lesson, in the order of reading."""
        for lesson in self.lessons():
            for activity in lesson.activities:
                yield lesson, activity

    def kinds(self) -> dict[ActivityPair, str]:
        """What each activity is."""
        return {(lesson.key, each.key): each.kind for lesson, each in self.activities()}


def parse_outline(content: Mapping[str, Any]) -> Outline:
    """Read `{"modules": [{"key", "slug", "title", "lessons": [{"key", "slug", "title",
    "minutes", "required", "activities": [{"key", "kind", "required", "title", "course"}]}]}]}`.
    """
    return Outline(
        modules=tuple(
            Module(
                key=module["key"],
                slug=module["slug"],
                title=module["title"],
                lessons=tuple(_parse_lesson(lesson) for lesson in module["lessons"]),
            )
            for module in content["modules"]
        )
    )


def _parse_lesson(lesson: Mapping[str, Any]) -> Lesson:
    return Lesson(
        key=lesson["key"],
        slug=lesson["slug"],
        title=lesson["title"],
        minutes=lesson["minutes"],
        is_required=lesson["required"],
        activities=tuple(
            Activity(
                key=activity["key"],
                kind=activity["kind"],
                is_required=activity["required"],
                title=activity.get("title", ""),
                course=activity.get("course", ""),
            )
            for activity in lesson["activities"]
        ),
        follows=tuple(lesson.get("follows", ())),
    )
