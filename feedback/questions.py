"""What is asked: at the end of every course the same, after a lesson what its author wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.blocks import LESSON_QUESTION

if TYPE_CHECKING:
    from wagtail.blocks.stream_block import StreamValue

SCALE, TEXT = "SCALE", "TEXT"


@dataclass(frozen=True, slots=True)
class Question:
    """`kind` is SCALE (1 to 5) or TEXT."""

    key: str
    text: str
    kind: str


def course_questions() -> list[Question]:
    """In the reader's language."""
    return [
        Question("useful", _("How useful is the course for your work or your city?"), SCALE),
        Question("clear", _("How clear are its lessons?"), SCALE),
        Question("effort", _("How well did its length fit your time?"), SCALE),
        Question("words", _("What should be better, and what should stay?"), TEXT),
    ]


def lesson_questions(body: StreamValue) -> Iterator[Question]:
    """Those in the body of a lesson. No query."""
    for block in body:
        if block.block_type == LESSON_QUESTION:
            yield Question(str(block.id), block.value["text"], block.value["kind"])
