"""What the home page shows, counted and read from the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.cards import CourseCard, read_cards
from courses.cover_art import cover_art
from courses.models import Course, ProviderPage, RunState
from home.models import HomePage
from sdgs.models import Goal, Target

SHOWN_COURSES = 4
WANTED = (RunState.OPEN, RunState.UPCOMING, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class ProviderLine:
    name: str
    url: str
    place: str
    course_count: int


@dataclass(frozen=True, slots=True)
class FigureLine:
    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Front:
    lead_card: CourseCard | None
    cards: tuple[CourseCard, ...]
    course_count: int
    goals: tuple[Goal, ...]
    target_count: int
    providers: tuple[ProviderLine, ...]
    figures: tuple[FigureLine, ...]
    art: str


def show_front(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    # The page has the newsletter's form itself, so its foot has none.
    return {"front": read_front(request), "is_newsletter": True}


def read_front(request: HttpRequest) -> Front:
    """The cards' eight queries, and one each for goals, targets, courses and providers."""
    cards = read_cards(request)
    courses = Course.objects.filter(key__in=[card.key for card in cards])
    by_provider = Counter(courses.values_list("provider__key", flat=True))
    goals = tuple(Goal.objects.all())
    target_count = Target.objects.count()
    shown = sorted((card for card in cards if card.state in WANTED), key=_soonest)[:SHOWN_COURSES]
    return Front(
        lead_card=shown[0] if shown else None,
        cards=tuple(shown[1:]),
        course_count=len(cards),
        goals=goals,
        target_count=target_count,
        providers=_read_providers(request, by_provider),
        figures=_figures(len(cards), len(by_provider), len(goals)),
        art=city_plan(),
    )


@cache
def city_plan() -> str:
    """The large plan beside the first words, all goals on it; drawn once a process (0.3 s)."""
    return cover_art("city", list(range(1, 18)), width=760, height=720, grain=2, numbers=True)


@cache
def door_plan() -> str:
    """The quieter plan beside a sign-in; drawn once a process."""
    return cover_art("door", [4, 11, 17], width=720, height=900, grain=1.6)


def _soonest(card: CourseCard) -> tuple[int, float, str]:
    """Open runs first, a dated start before "at any time", then by title."""
    assert card.state is not None  # noqa: S101 (only cards with a run are sorted)
    starts_at = card.run.starts_at if card.run else None
    return WANTED.index(card.state), starts_at.timestamp() if starts_at else 9e12, card.title


def _read_providers(request: HttpRequest, counts: Counter[UUID]) -> tuple[ProviderLine, ...]:
    pages = (
        ProviderPage.objects.live()
        .filter(locale__language_code=get_language())
        .select_related("locale")
        .order_by("title")
    )
    lines = [
        ProviderLine(
            page.title, page.get_url(request) or "", page.place, counts[page.translation_key]
        )
        for page in pages
    ]
    return tuple(sorted(lines, key=lambda line: (-line.course_count, line.name)))


def _figures(courses: int, providers: int, goals: int) -> tuple[FigureLine, ...]:
    return (
        FigureLine(courses, _("courses")),
        FigureLine(providers, _("providers")),
        FigureLine(goals, _("goals with their targets")),
        FigureLine(len(settings.LANGUAGES), _("languages")),
    )
