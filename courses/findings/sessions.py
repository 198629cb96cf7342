"""Sessions and courses of a programme: what keeps a lesson, or the whole course, from readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.blocks import CHECK, COURSE_PART, LIVE_SESSION
from courses.compiling import OutlineRefused
from courses.models import Course, CourseFormat, LessonPage
from courses.outline import PART, SESSION, Outline

from .finding import Finding, placed, raw_blocks

Block = Mapping[str, Any]


def refuse_wrong_shape(format_code: str, key: str, outline: Outline | None) -> None:
    """Raises OutlineRefused where the lessons do not make a course of this format. Pure.

    `key`: the course's own. A course without lessons is announced, not unfinished.
    """
    if outline is None or not any(outline.lessons()):
        return
    if found := list(_wrong_shapes(format_code, key, outline)):
        raise OutlineRefused(" ".join(found))


def _wrong_shapes(format_code: str, key: str, outline: Outline) -> Iterator[str]:
    activities = [activity for _lesson, activity in outline.activities()]
    parts = [each.course for each in activities if each.kind == PART]
    if parts and format_code != CourseFormat.PROGRAMME:
        yield _("Only a programme has courses as its parts. Choose the format “Programme”.")
    elif format_code == CourseFormat.PROGRAMME and not parts:
        yield _("There is no course in this programme yet. Add one to a lesson.")
    if key in parts:
        yield _("This programme is a part of itself. Choose another course.")
    if len(set(parts)) < len(parts):
        yield _("A course is named twice in this programme. Keep it in one lesson.")
    if format_code == CourseFormat.WEBINAR and not _is_one_session(outline):
        yield _("A webinar has one lesson with one live session. Choose another format for more.")


def _is_one_session(outline: Outline) -> bool:
    sessions = [each for _lesson, each in outline.activities() if each.kind == SESSION]
    return len(list(outline.lessons())) == 1 and len(sessions) == 1


def find_session_refusals(pages: Sequence[Page]) -> dict[int, list[Finding]]:
    """By page id, of pages as their authors left them; all of them stop.

    One query where a lesson names a course; else none.
    """
    blocks = {
        page.pk: [block for _name, block in raw_blocks(page)]
        for page in pages
        if isinstance(page, LessonPage)
    }
    known = _courses(block for found in blocks.values() for block in found)
    return {
        page.pk: [
            placed(finding, page)
            for finding in (
                *_about_recordings(blocks[page.pk]),
                *_about_parts(blocks[page.pk], known),
            )
        ]
        for page in pages
        if page.pk in blocks
    }


def _about_recordings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """A recording that counts and a check about it stand in the same lesson."""
    sessions = [each for each in blocks if each["type"] == LIVE_SESSION]
    counting = [each for each in sessions if each["value"].get("recording_counts")]
    checks = [
        each for each in blocks if each["type"] == CHECK and each["value"].get("is_about_recording")
    ]
    if counting and not checks:
        text = _("The recording counts, but there is no knowledge check about it. Add one here.")
        yield _stop("recording_without_check", text, counting[0])
    if checks and not counting:
        text = _(
            "This check is about a recording, but no live session of this lesson lets its "
            "recording count."
        )
        yield _stop("check_without_recording", text, checks[0])


def _courses(blocks: Iterable[Block]) -> dict[str, Course]:
    keys = {each["value"].get("course") or "" for each in blocks if each["type"] == COURSE_PART} - {
        ""
    }
    if not keys:
        return {}
    return {str(course.key): course for course in Course.objects.filter(key__in=keys)}


def _about_parts(blocks: Sequence[Block], known: Mapping[str, Course]) -> Iterator[Finding]:
    for block in blocks:
        key = block["value"].get("course") if block["type"] == COURSE_PART else ""
        if key and (text := _say_part(known.get(key))):
            yield _stop("part_refused", text, block)


def _say_part(course: Course | None) -> str:
    """Why this course is no part of a programme, or ""."""
    if course is None:
        return _("This course is gone. Choose another.")
    if course.newest_outline_id is None:
        words = _("“%(course)s” is not published yet. Publish it first, or choose another.")
    elif course.format == CourseFormat.PROGRAMME:
        words = _("“%(course)s” is a programme itself, and cannot be a part of one.")
    elif course.retired_at is not None:
        words = _("“%(course)s” is not offered any more. Choose another course.")
    else:
        return ""
    return words % {"course": course.title}


def _stop(code: str, text: str, block: Block) -> Finding:
    return Finding(code, text, is_blocking=True, field="body", block_id=block.get("id") or "")
