"""The catalogue: filters that stand in the address, and how many courses each would leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.cards import CourseCard, read_cards
from courses.models import CourseFormat

EFFORTS: dict[str, tuple[str | Promise, int, int]] = {
    "short": (_("Under 2 hours"), 0, 120),
    "medium": (_("2 to 10 hours"), 120, 600),
    "long": (_("Over 10 hours"), 600, 10**9),
}
SORTS = {
    "start": _("Soonest start"),
    "newest": _("Newest"),
    "shortest": _("Shortest"),
}
STARTS = {
    "any": pgettext_lazy("start of a course", "At any time"),
    "open": _("Open for enrollment"),
    "later": _("Opens later"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter that can be on; `count`: courses that it would leave beside the other groups."""

    value: str
    label: str
    count: int
    is_on: bool
    remove_query: str
    number: int | None = None

    @property
    def is_disabled(self) -> bool:
        return self.count == 0 and not self.is_on


@dataclass(frozen=True, slots=True)
class FilterGroup:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    cards: tuple[CourseCard, ...]
    groups: tuple[FilterGroup, ...]
    search: str
    sort: str
    sorts: dict[str, str | Promise] = field(default_factory=lambda: dict(SORTS))

    @property
    def chosen(self) -> tuple[tuple[FilterGroup, Choice], ...]:
        return tuple((g, choice) for g in self.groups for choice in g.choices if choice.is_on)


def read_catalogue(request: HttpRequest) -> Catalogue:
    """All live courses that match the address. An unknown filter or value is left aside."""
    query = request.GET
    cards = read_cards(request)
    search = query.get("q", "").strip()[:100]
    found = [card for card in cards if _matches_words(card, search)]
    values = {name: _values_of(name, cards) for name in FACETS}
    chosen = {name: set(query.getlist(name)) & set(values[name]) for name in FACETS}
    sort = query.get("sort", "")
    return Catalogue(
        cards=tuple(_sorted([c for c in found if _matches(c, chosen)], sort)),
        groups=tuple(_group(name, values[name], found, chosen, query) for name in FACETS),
        search=search,
        sort=sort if sort in SORTS else "start",
    )


# What a card has in each facet, as values of the address.
FACETS: dict[str, Callable[[CourseCard], list[str]]] = {
    "goal": lambda card: [str(goal.number) for goal in card.goals],
    "format": lambda card: [card.format.lower()],
    "start": lambda card: _starts(card),
    "language": lambda card: list(card.languages),
    "effort": lambda card: [
        name for name, (_l, low, high) in EFFORTS.items() if low <= card.effort_minutes < high
    ],
}
LABELS = {
    "goal": _("Goal"),
    "format": _("Format"),
    "start": _("Start"),
    "language": _("Language"),
    "effort": _("Effort"),
}


def _starts(card: CourseCard) -> list[str]:
    if card.run is None or card.state is None:
        return []
    if card.state == "OPEN":
        return ["open", "any"] if card.run.is_always_open else ["open"]
    return ["later"] if card.state == "UPCOMING" else []


def _values_of(name: str, cards: list[CourseCard]) -> dict[str, str]:
    """Value and label of each choice that this facet offers."""
    if name == "goal":
        goals = {goal.number: goal for card in cards for goal in card.goals}
        return {str(number): goals[number].short_title for number in sorted(goals)}
    if name == "format":
        return {value.lower(): str(label) for value, label in CourseFormat.choices}
    if name == "language":
        return dict(settings.LANGUAGES)
    if name == "effort":
        return {value: str(label) for value, (label, _low, _high) in EFFORTS.items()}
    return {value: str(label) for value, label in STARTS.items()}


def _matches(card: CourseCard, chosen: dict[str, set[str]], *, but: str = "") -> bool:
    return all(
        not wanted or name == but or wanted & set(FACETS[name](card))
        for name, wanted in chosen.items()
    )


def _matches_words(card: CourseCard, search: str) -> bool:
    """Each word stands somewhere in what the card says. The same in every script."""
    goals = " ".join(goal.short_title for goal in card.goals)
    text = f"{card.title} {card.summary} {card.provider_name} {card.format_label} {goals}"
    return all(word in text.casefold() for word in search.casefold().split())


def _group(
    name: str,
    values: dict[str, str],
    cards: list[CourseCard],
    chosen: dict[str, set[str]],
    query: QueryDict,
) -> FilterGroup:
    candidates = [FACETS[name](card) for card in cards if _matches(card, chosen, but=name)]
    choices = tuple(
        Choice(
            value=value,
            label=label,
            count=sum(value in each for each in candidates),
            is_on=value in chosen[name],
            remove_query=_without(query, name, value),
            number=int(value) if name == "goal" else None,
        )
        for value, label in values.items()
    )
    return FilterGroup(name=name, label=str(LABELS[name]), choices=choices)


def _without(query: QueryDict, name: str, value: str) -> str:
    """The address's query without this one choice."""
    pairs = [(n, v) for n, vs in query.lists() for v in vs if (n, v) != (name, value)]
    return "?" + urlencode(pairs)


def _sorted(cards: list[CourseCard], sort: str) -> list[CourseCard]:
    if sort == "newest":
        return sorted(
            cards, key=lambda c: c.published_at.timestamp() if c.published_at else 0, reverse=True
        )
    if sort == "shortest":
        return sorted(cards, key=lambda card: card.effort_minutes)
    return sorted(cards, key=_start_order)


def _start_order(card: CourseCard) -> tuple[int, float]:
    """Courses with a date first, by date; then those at any time; then those without a run."""
    if card.run is None or card.state == "ENDED":
        return (2, 0)
    if card.run.is_always_open or card.run.starts_at is None:
        return (1, 0)
    return (0, card.run.starts_at.timestamp())
