"""Courses as data: the files below `demo/content/` as pages with stored ids.

Each id is a uuid5 of the path that leads to the thing (course, module, lesson, place in the body),
so that loading twice changes nothing and a translation shares the ids of its source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from .prose import prose_to_html

CONTENT_DIR = Path(__file__).resolve().parent / "content"
NAMESPACE = UUID("6d3c1a52-8a5e-5c0e-9d5b-0f4a7c2e9b11")

Data = Mapping[str, Any]
RawBlock = dict[str, Any]
FileIds = Mapping[str, int]


def stable_id(*path: object) -> str:
    """The id of the thing at this path; the same on every machine, in every language."""
    return str(uuid5(NAMESPACE, "/".join(str(step) for step in path)))


@dataclass(frozen=True, slots=True)
class LessonFile:
    """`slug` is empty in a translation: it takes the source's."""

    key: str
    slug: str
    title: str
    minutes: int
    body: tuple[Data, ...]
    course: str

    @property
    def translation_key(self) -> UUID:
        return UUID(stable_id(self.course, self.key))

    def raw_body(self, images: FileIds, documents: FileIds) -> list[RawBlock]:
        """The body as Wagtail stores it; `images` and `documents` give the ids of the files."""
        files = {"image": images, "document": documents}
        return [
            _raw_block(block, (self.course, self.key, place), files)
            for place, block in enumerate(self.body)
        ]


@dataclass(frozen=True, slots=True)
class ModuleFile:
    key: str
    slug: str
    title: str
    summary: str
    lessons: tuple[LessonFile, ...]
    course: str

    @property
    def translation_key(self) -> UUID:
        return UUID(stable_id(self.course, self.key))


@dataclass(frozen=True, slots=True)
class CourseFile:
    """One course in one language. `duration` may be empty: then it is the network's."""

    key: str
    language: str
    title: str
    summary: str
    outcomes: tuple[str, ...]
    audience: str
    description: str
    duration: str
    modules: tuple[ModuleFile, ...]

    @property
    def translation_key(self) -> UUID:
        return UUID(stable_id(self.key))

    def raw_outcomes(self) -> list[RawBlock]:
        """The outcomes as Wagtail stores them."""
        return [
            {"type": "outcome", "value": text, "id": stable_id(self.key, "outcome", place)}
            for place, text in enumerate(self.outcomes)
        ]

    def drawings(self) -> list[str]:
        """The names of all drawings that the lessons show."""
        blocks = [block for lesson in self.lessons() for block in lesson.body]
        return [block["image"]["drawing"] for block in blocks if "image" in block]

    def documents(self) -> list[str]:
        """The names of all files that the lessons offer: sheets, films and their captions."""
        names: list[str] = []
        for block in (block for lesson in self.lessons() for block in lesson.body):
            for kind in block.keys() & {"document", "video"}:
                names += [block[kind]["file"], *block[kind].get("captions", {}).values()]
        return names

    def lessons(self) -> list[LessonFile]:
        """All lessons in the order of reading."""
        return [lesson for module in self.modules for lesson in module.lessons]


def read_yaml(path: Path) -> Any:
    """The data of a YAML file; by libyaml where it is built in, which is ten times as fast."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader


def read_course(key: str, language: str) -> CourseFile:
    """The course in `content/<key>/<language>.yaml`."""
    data = read_yaml(CONTENT_DIR / key / f"{language}.yaml")
    return CourseFile(
        key=key,
        language=data["language"],
        title=data["title"],
        summary=data["summary"],
        outcomes=tuple(data["outcomes"]),
        audience=prose_to_html(data["audience"]),
        description=prose_to_html(data["description"]),
        duration=data.get("duration", ""),
        modules=tuple(_read_module(module, key) for module in data.get("modules", ())),
    )


def languages_of(key: str) -> list[str]:
    """The languages of a course, the source first."""
    found = sorted(path.stem for path in (CONTENT_DIR / key).glob("*.yaml"))
    return sorted(found, key=lambda language: language != "en")


def _read_module(data: Data, course: str) -> ModuleFile:
    return ModuleFile(
        key=data["key"],
        slug=data.get("slug", ""),
        title=data["title"],
        summary=data["summary"],
        lessons=tuple(_read_lesson(lesson, course) for lesson in data["lessons"]),
        course=course,
    )


def _read_lesson(data: Data, course: str) -> LessonFile:
    return LessonFile(
        key=data["key"],
        slug=data.get("slug", ""),
        title=data["title"],
        minutes=data["minutes"],
        body=tuple(data["body"]),
        course=course,
    )


Steps = tuple[object, ...]
Files = Mapping[str, FileIds]


def _raw_block(block: Data, path: Steps, files: Files) -> RawBlock:
    ((kind, value),) = block.items()
    name, build = _BUILDERS[kind]
    return {"type": name, "value": build(value, path, files), "id": stable_id(*path)}


def _items(values: Sequence[Any], path: Steps) -> list[RawBlock]:
    """The items of a list block, each with the id of its place."""
    return [
        {"type": "item", "value": value, "id": stable_id(*path, place)}
        for place, value in enumerate(values)
    ]


def _image(value: Data, path: Steps, files: Files) -> Data:
    return {
        "image": files["image"][value["drawing"]],
        "alt_text": value["alt"],
        "caption": value.get("caption", ""),
    }


def _document(value: Data, path: Steps, files: Files) -> Data:
    return {
        "document": files["document"][value["file"]],
        "title": value["title"],
        "description": value.get("description", ""),
    }


def _video(value: Data, path: Steps, files: Files) -> Data:
    captions = [
        {"language": language, "document": files["document"][name]}
        for language, name in value["captions"].items()
    ]
    return {
        "title": value["title"],
        "minutes": value["minutes"],
        "file": files["document"][value["file"]],
        "captions": _items(captions, (*path, "captions")),
        "link": "",
        "transcript": prose_to_html(value["transcript"]),
    }


def _callout(value: Data, path: Steps, files: Files) -> Data:
    return {
        "tone": value["kind"],
        "title": value["title"],
        "text": prose_to_html(value["text"]),
    }


def _accordion(value: Data, path: Steps, files: Files) -> Data:
    parts = [
        {"title": part["title"], "text": prose_to_html(part["text"])} for part in value["items"]
    ]
    return {"parts": _items(parts, (*path, "parts"))}


def _table(value: Data, path: Steps, files: Files) -> Data:
    rows = [
        {"cells": _items(cells, (*path, "rows", place, "cells"))}
        for place, cells in enumerate(value["rows"])
    ]
    return {
        "caption": value["caption"],
        "header": _items(value["head"], (*path, "header")),
        "rows": _items(rows, (*path, "rows")),
        "has_row_titles": True,
    }


def _quotation(value: Data, path: Steps, files: Files) -> Data:
    return {"text": value["text"], "source": value["source"], "link": ""}


def _check(value: Data, path: Steps, files: Files) -> Data:
    questions = []
    for question in value["questions"]:
        options = [
            {
                "text": option["text"],
                "is_right": option.get("right", False),
                "feedback": option["feedback"],
            }
            for option in question["options"]
        ]
        questions.append(
            {
                "text": question["text"],
                "kind": question["kind"].upper(),
                "options": _items(options, (*path, question["key"])),
            }
        )
    return {
        "title": value["title"],
        "introduction": prose_to_html(value["intro"]),
        "is_about_recording": value.get("about_recording", False),
        "pass_mark_percent": value["pass_percent"],
        "attempts_allowed": value["attempts"] or None,
        "is_required": True,
        "questions": _items(questions, (*path, "questions")),
    }


def _session(value: Data, path: Steps, files: Files) -> Data:
    return {
        "title": value["title"],
        "introduction": "",
        "is_required": True,
        "required_share_percent": value.get("share", 80),
        "recording_counts": value.get("recording", False),
    }


def _part(value: Data, path: Steps, files: Files) -> Data:
    return {"course": stable_id(value["course"]), "is_required": True}


def _text(value: str, path: Steps, files: Files) -> str:
    return prose_to_html(value)


# The name in the file, the block's name in Wagtail, and what makes its value.
_BUILDERS: dict[str, tuple[str, Callable[[Any, Steps, Files], Any]]] = {
    "text": ("text", _text),
    "image": ("image", _image),
    "document": ("document", _document),
    "video": ("video", _video),
    "callout": ("callout", _callout),
    "accordion": ("accordion", _accordion),
    "table": ("table", _table),
    "quote": ("quotation", _quotation),
    "check": ("knowledge_check", _check),
    "session": ("live_session", _session),
    "part": ("course_part", _part),
}
