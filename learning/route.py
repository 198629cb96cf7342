"""The route through a course: stops on a line, in the order of the outline followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from urllib.parse import quote
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.outline import LESSON, READING, Lesson
from learning.standing import Standing


@dataclass(frozen=True, slots=True)
class Stop:
    """A lesson on the route. `language` is set where the title is not in the reader's."""

    key: str
    slug: str
    address: str
    title: str
    language: str
    minutes: int
    is_done: bool
    is_here: bool
    is_optional: bool
    is_gone: bool
    is_closed: bool = False

    @property
    def state(self) -> str:
        """How it is drawn. No date: what is drawn is the same for everybody who is as far."""
        if self.is_closed:
            return "here-closed" if self.is_here else "closed"
        if self.is_here:
            return "here-done" if self.is_done else "here"
        return "done" if self.is_done else "ahead"


@dataclass(frozen=True, slots=True)
class RouteModule:
    title: str
    language: str
    stops: tuple[Stop, ...]
    lines: SafeString
    is_here: bool


@dataclass(frozen=True, slots=True)
class Route:
    """`position` counts from 1 among the lessons that can be read. `missing`: the kinds of what is
    left in this lesson beside its reading.
    """

    modules: tuple[RouteModule, ...]
    position: int
    count: int
    here: Stop | None
    module_title: str
    previous: Stop | None
    following: Stop | None
    is_lesson_done: bool
    missing: frozenset[str]


def read_route(
    standing: Standing,
    current: Lesson,
    *,
    at: datetime,
    address_of: Callable[[Lesson], str] | None = None,
) -> Route:
    """The route as seen from this lesson. No query. `address_of`: elsewhere than in the run."""
    if address_of is None:
        by_slug = lesson_addresses(standing.enrollment.run.slug)

        def address_of(lesson: Lesson) -> str:
            return by_slug(lesson.slug)

    by_module = [
        tuple(_stop(standing, lesson, current, address_of, at) for lesson in module.lessons)
        for module in standing.outline.modules
    ]
    modules = tuple(
        RouteModule(
            title=standing.course_map.title(module.key, module.title),
            language=_language(standing, module.key),
            stops=stops,
            lines=lines,
            is_here=any(stop.is_here for stop in stops),
        )
        for module, stops, lines in zip(
            standing.outline.modules, by_module, _draw(standing, by_module), strict=True
        )
    )
    stops = [stop for module in modules for stop in module.stops if not stop.is_gone]
    here = next((number for number, stop in enumerate(stops) if stop.is_here), None)
    progress = standing.progress
    missing = {step.pair for step in (*progress.missing, *progress.not_chosen)}
    return Route(
        modules=modules,
        position=(here or 0) + 1,
        count=len(stops),
        here=stops[here] if here is not None else None,
        module_title=next((module.title for module in modules if module.is_here), ""),
        previous=stops[here - 1] if here else None,
        following=stops[here + 1] if here is not None and here + 1 < len(stops) else None,
        is_lesson_done=_is_done(standing, current),
        missing=frozenset(
            activity.kind
            for activity in current.activities
            if activity.kind != LESSON and (current.key, activity.key) in missing
        ),
    )


def _draw(standing: Standing, by_module: list[tuple[Stop, ...]]) -> list[SafeString]:
    """The list items of each module.

    A long course has many stops, and each looks the same to everybody in the run who is as far:
    drawing them once for all takes a third off the time of a lesson page. What has no outline of
    its own (a preview) is drawn anew.
    """
    run = standing.enrollment.run
    lines: dict[tuple[str, str], SafeString] = {}
    if standing.outline_id is not None:
        languages = (standing.language, get_language())
        lines = _kept_lines(run.slug, run.course.pages_stamp, standing.outline_id, languages)
    for stop in chain.from_iterable(by_module):
        if (stop.key, stop.state) not in lines:
            drawn = render_to_string("learning/includes/stop.html", {"stop": stop})
            lines[stop.key, stop.state] = drawn
    return [
        format_html_join("", "{}", ((lines[stop.key, stop.state],) for stop in stops))
        for stops in by_module
    ]


@lru_cache(maxsize=200)
def _kept_lines(
    run_slug: str, pages_stamp: UUID, outline_id: int, languages: tuple[str, str | None]
) -> dict[tuple[str, str], SafeString]:
    """By a lesson's key and state; empty at first, filled by whoever draws."""
    return {}


def lesson_addresses(run_slug: str) -> Callable[[str], str]:
    """From a lesson's slug to its address. One reverse() for all, which is what costs time."""
    address = reverse("learning:lesson", args=[run_slug, "SLUG"])
    before, _slug, after = address.rpartition("SLUG")
    return lambda slug: f"{before}{_quoted(slug)}{after}"


@lru_cache(maxsize=2000)
def _quoted(slug: str) -> str:
    return quote(slug)


def _stop(
    standing: Standing,
    lesson: Lesson,
    current: Lesson,
    address_of: Callable[[Lesson], str],
    at: datetime,
) -> Stop:
    return Stop(
        key=lesson.key,
        slug=lesson.slug,
        address=address_of(lesson),
        title=standing.course_map.title(lesson.key, lesson.title),
        language=_language(standing, lesson.key),
        minutes=lesson.minutes,
        is_done=_is_done(standing, lesson),
        is_here=lesson.key == current.key,
        is_optional=not lesson.is_required,
        is_gone=not standing.course_map.is_live(lesson.key),
        is_closed=not standing.is_released(lesson.key, at=at),
    )


def _is_done(standing: Standing, lesson: Lesson) -> bool:
    """Whether its reading and every required check are done; an optional lesson: its reading."""
    return all(
        (lesson.key, activity.key) in standing.done_pairs
        for activity in lesson.activities
        if activity.key == READING or activity.is_required
    )


def _language(standing: Standing, key: str) -> str:
    """The language of a title that is not in the reader's, else empty."""
    language = standing.course_map.titles.get(key, ("", standing.language))[1]
    return "" if language == standing.language else language
