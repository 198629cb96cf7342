"""What is done in a lesson beside reading it: from its stored blocks to activities of the outline.

Checks, live sessions and the courses of a programme. Pure: no query, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from courses.blocks import ACTIVITY_KINDS, CHECK, COURSE_PART, LIVE_SESSION

Block = Mapping[str, Any]


class OutlineRefused(ValueError):
    """The text says which lesson to mend, and how."""


def compile_activities(
    blocks: Iterable[Block], *, lesson_title: str, is_required: bool
) -> Iterator[dict[str, Any]]:
    """In the order of the lesson. Nothing in an optional lesson is required.

    Raises OutlineRefused for an activity without a stored id, and for two sessions of which it
    could not be said which one a recording belongs to.
    """
    found = [block for block in blocks if block["type"] in ACTIVITY_KINDS]
    _refuse_two_recordings(found, lesson_title)
    for block in found:
        if not block.get("id"):
            raise OutlineRefused(NO_ID[block["type"]] % {"lesson": lesson_title})
        yield {
            "key": block["id"],
            "kind": ACTIVITY_KINDS[block["type"]],
            **COMPILE[block["type"]](block["value"], lesson_title, is_required),
        }


def _check(value: Block, lesson_title: str, is_required: bool) -> dict[str, Any]:
    """One about the recording is never asked for: it may stand in for the session."""
    if not _have_ids(value["questions"]):
        raise OutlineRefused(NO_ID[CHECK] % {"lesson": lesson_title})
    is_about_recording = value.get("is_about_recording", False)
    return {
        "required": _is_asked(value, is_required) and not is_about_recording,
        "title": value["title"],
    }


def _session(value: Block, lesson_title: str, is_required: bool) -> dict[str, Any]:
    return {"required": _is_asked(value, is_required), "title": value["title"]}


def _part(value: Block, lesson_title: str, is_required: bool) -> dict[str, Any]:
    """Its title is that of the course, which stands in no block: see `courses.parts.name_parts`."""
    return {
        "required": _is_asked(value, is_required),
        "title": "",
        "course": value.get("course") or "",
    }


COMPILE: Final[Mapping[str, Callable[[Block, str, bool], dict[str, Any]]]] = {
    CHECK: _check,
    LIVE_SESSION: _session,
    COURSE_PART: _part,
}
NO_ID: Final[Mapping[str, Any]] = {
    CHECK: _("A knowledge check of “%(lesson)s” has no stored id. Save the lesson once more."),
    LIVE_SESSION: _("A live session of “%(lesson)s” has no stored id. Save the lesson once more."),
    COURSE_PART: _("A course in “%(lesson)s” has no stored id. Save the lesson once more."),
}


def _is_asked(value: Block, is_lesson_required: bool) -> bool:
    return bool(is_lesson_required and value.get("is_required", True))


def _have_ids(questions: list[Any]) -> bool:
    """Whether each question and each of its options is a list item with an id."""
    return all(
        isinstance(question, dict)
        and question.get("id")
        and all(
            isinstance(option, dict) and option.get("id") for option in question["value"]["options"]
        )
        for question in questions
    )


def _refuse_two_recordings(blocks: list[Block], lesson_title: str) -> None:
    sessions = [block["value"] for block in blocks if block["type"] == LIVE_SESSION]
    if sum(bool(value.get("recording_counts")) for value in sessions) > 1:
        raise OutlineRefused(
            _(
                "In “%(lesson)s” the recordings of two live sessions count. Put each into a lesson "
                "of its own, so that it is clear which one a knowledge check is about."
            )
            % {"lesson": lesson_title}
        )
