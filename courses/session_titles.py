"""What live sessions are called in the lessons that announce them, by language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from courses.blocks import LIVE_SESSION
from courses.models import LessonPage
from courses.outline import ActivityPair

Titles = dict[ActivityPair, dict[str, str]]
NONE: Final[dict[str, str]] = {}


def announced_titles(lesson_keys: Iterable[str]) -> Titles:
    """Of each session block in the live pages of these lessons. One query, or none without keys."""
    keys = set(lesson_keys)
    found: Titles = defaultdict(dict)
    if not keys:
        return found
    pages = LessonPage.objects.live().filter(translation_key__in=keys)
    for key, language, body in pages.values_list(
        "translation_key", "locale__language_code", "body"
    ):
        for block in body.raw_data:
            if block["type"] == LIVE_SESSION:
                found[str(key), block["id"]][language] = block["value"]["title"]
    return found


def title_in(own: str, named: dict[str, str], *, language: str, source_language: str) -> str:
    """`own` is what its host called it: that stays, unless it is the title that the block has in
    the language of the course. Then it is the block's in `language`, where there is one."""
    if own != named.get(source_language):
        return own
    return named.get(language) or own
