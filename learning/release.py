"""When each module opens for a learner. Pure: no query, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.moments import zone_of
from courses.models import CourseRun, Release
from courses.outline import Module, Outline
from courses.run_dates import shifted

DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Opening:
    """From when a module can be read.

    `at`: None from the start of the run. `after`: key of the module to be done before, or "".
    """

    at: datetime | None = None
    after: str = ""

    def is_open(self, *, at: datetime) -> bool:
        """Whether it is at `at`. That the run has started is another question."""
        return not self.after and (self.at is None or self.at <= at)


AT_ONCE = Opening()


def openings(
    run: CourseRun,
    outline: Outline,
    *,
    enrolled_at: datetime,
    missing: Collection[str] = (),
    begun: Collection[str] = (),
) -> dict[str, Opening]:
    """By the key of a module. `missing`: lessons in which something is missing that counts.

    `begun`: lessons in which something was done; their module stays open, whatever date it is given
    later and whatever is added before it. What is no longer offered is never missing, so nobody
    waits behind a lesson that cannot be done.
    """
    rules = dict(_by_rule(run, outline, enrolled_at, missing))
    for module in outline.modules:
        if any(lesson.key in begun for lesson in module.lessons):
            rules[module.key] = AT_ONCE
    return rules


def _by_rule(
    run: CourseRun, outline: Outline, enrolled_at: datetime, missing: Collection[str]
) -> Iterator[tuple[str, Opening]]:
    blocker = ""
    for number, module in enumerate(outline.modules):
        if run.release == Release.AFTER_PREVIOUS:
            yield module.key, Opening(after=blocker)
            blocker = module.key if _has_missing(module, missing) else blocker
        else:
            yield module.key, Opening(at=_date_of(run, module, number, enrolled_at))


def _has_missing(module: Module, missing: Collection[str]) -> bool:
    return any(lesson.key in missing for lesson in module.lessons)


def _date_of(run: CourseRun, module: Module, number: int, enrolled_at: datetime) -> datetime | None:
    """Weeks are counted on the host's clock: the same hour, also across a change of it."""
    starts_at = run.starts_at or run.opens_at
    if run.release == Release.DATES:
        said = run.release_dates.get(module.key)
        return datetime.fromisoformat(said) if said else None
    if run.release == Release.WEEKLY_RUN:
        first = starts_at
    elif run.release == Release.WEEKLY_LEARNER:
        first = max(enrolled_at, starts_at) if starts_at else enrolled_at
    else:
        first = None
    if first is None or number == 0:
        return None
    return shifted(first, days=DAYS_OF_A_WEEK * number, zone=zone_of(run.time_zone))


def by_lesson(outline: Outline, found: Mapping[str, Opening]) -> dict[str, Opening]:
    """The same, by the keys of lessons."""
    return {
        lesson.key: found[module.key]
        for module in outline.modules
        if module.key in found
        for lesson in module.lessons
    }
