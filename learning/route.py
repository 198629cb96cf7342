"""The route through a course: stops on a line, in the order of the outline followed."""

from __future__ import annotations

from dataclasses import dataclass

from courses.outline import READING, Lesson
from learning.standing import Standing


@dataclass(frozen=True, slots=True)
class Stop:
    """A lesson on the route. `language` is set where the title is not in the reader's."""

    slug: str
    title: str
    language: str
    minutes: int
    is_done: bool
    is_here: bool
    is_optional: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class RouteModule:
    title: str
    language: str
    stops: tuple[Stop, ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class Route:
    """`position` counts from 1 among the lessons that can be read."""

    modules: tuple[RouteModule, ...]
    position: int
    count: int
    here: Stop | None
    module_title: str
    previous: Stop | None
    following: Stop | None
    is_lesson_done: bool
    missing_checks: int


def read_route(standing: Standing, current: Lesson) -> Route:
    """The route as seen from this lesson. No query."""
    modules = tuple(
        RouteModule(
            title=standing.course_map.title(module.key, module.title),
            language=_language(standing, module.key),
            stops=tuple(_stop(standing, lesson, current) for lesson in module.lessons),
            is_here=any(lesson.key == current.key for lesson in module.lessons),
        )
        for module in standing.outline.modules
    )
    stops = [stop for module in modules for stop in module.stops if not stop.is_gone]
    here = next((number for number, stop in enumerate(stops) if stop.is_here), None)
    missing = {step.pair for step in standing.progress.missing}
    return Route(
        modules=modules,
        position=(here or 0) + 1,
        count=len(stops),
        here=stops[here] if here is not None else None,
        module_title=next((module.title for module in modules if module.is_here), ""),
        previous=stops[here - 1] if here else None,
        following=stops[here + 1] if here is not None and here + 1 < len(stops) else None,
        is_lesson_done=_is_done(standing, current),
        missing_checks=sum(
            (current.key, activity.key) in missing
            for activity in current.activities
            if activity.key != READING
        ),
    )


def _stop(standing: Standing, lesson: Lesson, current: Lesson) -> Stop:
    return Stop(
        slug=lesson.slug,
        title=standing.course_map.title(lesson.key, lesson.title),
        language=_language(standing, lesson.key),
        minutes=lesson.minutes,
        is_done=_is_done(standing, lesson),
        is_here=lesson.key == current.key,
        is_optional=not lesson.is_required,
        is_gone=not standing.course_map.is_live(lesson.key),
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
