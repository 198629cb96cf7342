"""`{% as_if %}`: while a course is tried, what nobody can do there counts by a click."""

from __future__ import annotations

from typing import Any

from django import template

from courses.blocks import LIVE_SESSION
from learning.trial import with_lesson

register = template.Library()


@register.inclusion_tag("learning/includes/as_if.html", takes_context=True)
def as_if(context: dict[str, Any]) -> dict[str, Any]:
    """For a session or a course of a programme. Takes `block`, `lesson` and `trial`.

    A link, as all in a trial: the state is the address, and nothing is written.
    """
    block, lesson, trial = context["block"], context["lesson"], context["trial"]
    pair = (lesson.key, block.id)
    return {
        "is_session": block.block_type == LIVE_SESSION,
        "is_done": pair in trial.done,
        "url": trial.lesson_url(lesson.key, with_lesson(lesson, trial.done | {pair})),
    }
