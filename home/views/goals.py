"""The goals: all seventeen, and each with its courses and targets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.page_cache import mark_public
from courses.cards import read_cards
from sdgs.models import Goal


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
    by_number = {each.number: each for each in goals}
    context = {
        "goals": goals,
        "goal": current,
        "cards": [card for card in read_cards(request) if number in card.goal_numbers],
        "targets": current.targets.all(),
        "previous": by_number.get(number - 1),
        "next": by_number.get(number + 1),
    }
    return render(request, "home/goal.html", context)
