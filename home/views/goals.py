"""The goals: all seventeen, and each with its courses and targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.page_cache import mark_public
from courses.cards import read_cards
from courses.cover_art import plan_lines
from courses.models import CoursePage
from sdgs.models import Goal, Target


@require_GET
def goal_list(request: HttpRequest) -> HttpResponse:
    """One query: the goals."""
    mark_public(request)
    return render(request, "home/goal_list.html", {"goals": Goal.objects.all()})


@require_GET
def goal(request: HttpRequest, number: int) -> HttpResponse:
    """Goals, targets, and the cards of the courses that serve this goal."""
    mark_public(request)
    goals = list(Goal.objects.all())
    current = get_object_or_404(Goal, number=number)
    cards = [card for card in read_cards(request) if number in card.goal_numbers]
    by_number = {each.number: each for each in goals}
    context = {
        "goals": goals,
        "goal": current,
        "cards": cards,
        "targets": _targets_with_courses(current, [card.key for card in cards]),
        "plan": plan_lines(f"goal {number}"),
        "previous": by_number.get(number - 1),
        "next": by_number.get(number + 1),
    }
    return render(request, "home/goal.html", context)


def _targets_with_courses(goal: Goal, keys: Iterable[UUID]) -> list[dict[str, object]]:
    """The goal's targets, each with how many of these courses serve it. Two queries."""
    pairs = (
        CoursePage.objects.live()
        .filter(translation_key__in=list(keys), targets__goal=goal)
        .values_list("translation_key", "targets__code")
        .distinct()
    )
    counts = Counter(code for _, code in pairs)
    targets: Iterable[Target] = goal.targets.all()
    return [
        {
            "code": target.code,
            "text": target.local_text,
            "language": target.text_language,
            "course_count": counts[target.code],
        }
        for target in targets
    ]
