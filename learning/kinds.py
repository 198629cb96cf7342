"""What is recorded of an activity when it is done: the kind of the fact by the kind of activity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from courses.outline import CHECK, LESSON, PART, SESSION
from learning.models import ResultKind

KIND_OF: Final[Mapping[str, ResultKind]] = {
    LESSON: ResultKind.LESSON,
    CHECK: ResultKind.CHECK,
    SESSION: ResultKind.SESSION,
    PART: ResultKind.PART,
}
# What may be the last that is missing in a lesson: its reading is recorded with it.
DEEDS: Final = frozenset({ResultKind.CHECK, ResultKind.SESSION, ResultKind.PART})
