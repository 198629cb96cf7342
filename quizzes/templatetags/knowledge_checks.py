"""`{% knowledge_check %}`: a check inside a lesson, with what its learner did at it."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from courses.checks import read_check
from learning.models import Enrollment
from quizzes.models import Attempt
from quizzes.showing import Refusal, ShownCheck, show_check

register = template.Library()

# Where a request keeps the attempts at all checks of the lesson that it shows.
ATTEMPTS = "_quizzes_attempts"


@register.inclusion_tag("quizzes/check.html", takes_context=True)
def knowledge_check(context: dict[str, Any]) -> dict[str, Any]:
    """Takes what the slot takes, and `standing`. One query for all checks of a lesson."""
    block, refusal = context["block"], context.get("refusal")
    shown = _show(context, refusal if refusal and refusal.activity_key == block.id else None)
    run = context["run"]
    language = run.course.source_language if shown.is_in_source else context["content_language"]
    return {
        "shown": shown,
        "check": shown.check,
        "run": run,
        "action": _action(context, shown.check.key),
        "is_trial": "trial" in context,
        "interface_language": get_language(),
        "foreign_language": "" if language == get_language() else language,
        "takes_focus": shown.refusal is not None or getattr(context["request"], "htmx", False),
    }


def _action(context: dict[str, Any], activity_key: str) -> str:
    """Where the answers go: of a course that is tried to whoever shows it."""
    if "trial" in context:
        return str(context["trial"].check_url)
    return reverse(
        "quizzes:check", args=[context["run"].slug, context["lesson"].slug, activity_key]
    )


def _show(context: dict[str, Any], refusal: Refusal | None) -> ShownCheck:
    block, lesson = context["block"], context["lesson"]
    enrollment = context["enrollment"]
    attempts = _attempts_in_lesson(context["request"], enrollment, lesson.key)
    return show_check(
        read_check(block.value, block.id),
        attempts.get(block.id, []),
        is_counted=(lesson.key, block.id) in context["standing"].done_pairs,
        refusal=refusal,
        rule=enrollment.rule if enrollment.completed_at is None else None,
    )


def _attempts_in_lesson(
    request: HttpRequest, enrollment: Enrollment, lesson_key: str
) -> dict[str, list[Attempt]]:
    """Attempts by check, in their order; the query is made once for a request."""
    attempts = getattr(request, ATTEMPTS, None)
    if attempts is None:
        attempts = {}
        for attempt in Attempt.objects.filter(enrollment=enrollment, lesson_key=lesson_key):
            attempts.setdefault(attempt.activity_key, []).append(attempt)
        setattr(request, ATTEMPTS, attempts)
    return attempts
