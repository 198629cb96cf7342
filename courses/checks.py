"""A knowledge check as plain values, for whoever shows and grades it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from courses.blocks import CHECK

if TYPE_CHECKING:
    from wagtail.blocks.stream_block import StreamValue


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    text: str
    is_multiple: bool
    options: tuple[Option, ...]

    def right_keys(self) -> frozenset[str]:
        """The keys of all right answers."""
        return frozenset(option.key for option in self.options if option.is_right)


@dataclass(frozen=True, slots=True)
class Check:
    """`attempts` is None where people may try as often as they like."""

    key: str
    title: str
    introduction: str
    pass_mark_percent: int
    attempts: int | None
    is_required: bool
    questions: tuple[Question, ...]


def find_check(body: StreamValue, key: str) -> Check | None:
    """The knowledge check of this key in the body of a lesson. No query."""
    for block in body:
        if block.block_type == CHECK and block.id == key:
            return read_check(block.value, block.id)
    return None


def read_check(block_value: Mapping[str, Any], block_id: str) -> Check:
    """Read the value of a knowledge check block. `introduction` is HTML. No query.

    Keys are stored ids: `compile_outline` refuses a lesson whose items have none.
    """
    return Check(
        key=block_id,
        title=block_value["title"],
        introduction=str(block_value["introduction"] or ""),
        pass_mark_percent=block_value["pass_mark_percent"],
        attempts=block_value["attempts_allowed"],
        is_required=block_value["is_required"],
        questions=tuple(
            Question(
                key=str(question.id),
                text=question.value["text"],
                is_multiple=question.value["kind"] == "MULTIPLE",
                options=tuple(
                    Option(
                        key=str(option.id),
                        text=option.value["text"],
                        is_right=option.value["is_right"],
                        feedback=option.value["feedback"],
                    )
                    for option in question.value["options"].bound_blocks
                ),
            )
            for question in block_value["questions"].bound_blocks
        ),
    )
