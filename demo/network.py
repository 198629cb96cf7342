"""Who and what the demo network consists of, read from `content/network.yaml`."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .course_files import CONTENT_DIR, read_yaml

# The one password of every sample account. It is printed by `make demo` and protects nothing.
PASSWORD = "walk-the-city-plan"  # noqa: S105

OPENS, CLOSES, STARTS, ENDS = "opens", "closes", "starts", "ends"
_HOURS = {OPENS: time(0, 0), CLOSES: time(23, 59), STARTS: time(9, 0), ENDS: time(23, 59)}


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    slug: str
    name: str
    place: str
    summary: str


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    slug: str
    name: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """`lesson` announces it; `day` counts from the day of loading, `hour` is of the run's clock."""

    lesson: str
    day: int
    hour: str
    minutes: int
    has_recording: bool = False


@dataclass(frozen=True, slots=True)
class RunEntry:
    """`days` are counted from the day of loading; a run without any is announced only. It starts at
    nine, or at `starts_hour`: a webinar starts with its session. Where there
    are `questions`, people ask for a seat and answer them. `parts`, of a programme: course by
    course the run that belongs to it."""

    key: str
    slug: str
    title: str
    time_zone: str
    days: dict[str, int] = field(default_factory=dict)
    capacity: int | None = None
    is_always_open: bool = False
    starts_hour: str = ""
    questions: list[str] = field(default_factory=list)
    team: tuple[str, ...] = ()
    sessions: tuple[SessionEntry, ...] = ()
    parts: dict[str, str] = field(default_factory=dict)

    def slug_on(self, today: date) -> str:
        return self.slug.format(year=today.year)

    def title_on(self, today: date) -> str:
        return self.title.format(year=today.year)

    def moments(self, today: date) -> dict[str, datetime | None]:
        """When it opens, closes, starts and ends, as fields of a CourseRun."""
        zone = ZoneInfo(self.time_zone)
        if self.is_always_open:
            days = {OPENS: date(today.year, 1, 1)}
        else:
            days = {name: today + timedelta(days=count) for name, count in self.days.items()}
        hours = dict(_HOURS)
        if self.starts_hour:
            hours[STARTS] = time.fromisoformat(self.starts_hour)
        return {
            f"{name}_at": datetime.combine(days[name], hour, tzinfo=zone) if name in days else None
            for name, hour in hours.items()
        }


@dataclass(frozen=True, slots=True)
class CourseEntry:
    key: str
    provider: str
    slug: str
    format: str
    level: str
    effort_minutes: int
    duration: str
    goals: tuple[int, ...]
    targets: tuple[str, ...]
    themes: tuple[str, ...]
    runs: tuple[RunEntry, ...]


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """`provider` is the slug of the provider whose author or administrator this is, or empty."""

    role: str
    email: str
    name: str
    provider: str


@dataclass(frozen=True, slots=True)
class LearnerEntry:
    """`learning`: for a run's key, how far this person came; `came`: how to each of its sessions
    that were held. See the file."""

    email: str
    name: str
    latin: str
    script: str
    country: str
    language: str
    time_zone: str
    learning: dict[str, int | str]
    came: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    providers: tuple[ProviderEntry, ...]
    themes: tuple[ThemeEntry, ...]
    courses: tuple[CourseEntry, ...]
    staff: tuple[StaffEntry, ...]
    learners: tuple[LearnerEntry, ...]

    def sign_ins(self) -> list[tuple[str, str, str]]:
        """Role, address and password of the accounts that are worth trying first."""
        roles = [(person.role, person.email, PASSWORD) for person in self.staff]
        return [("learner", self.learners[0].email, PASSWORD), *roles]


@functools.cache
def read_network() -> Network:
    """The whole file; read once."""
    data = read_yaml(CONTENT_DIR / "network.yaml")
    return Network(
        providers=tuple(ProviderEntry(**entry) for entry in data["providers"]),
        themes=tuple(ThemeEntry(**entry) for entry in data["themes"]),
        courses=tuple(_read_course(entry) for entry in data["courses"]),
        staff=tuple(StaffEntry(**{"provider": "", **entry}) for entry in data["staff"]),
        learners=tuple(LearnerEntry(**{"latin": "", **entry}) for entry in data["learners"]),
    )


def _read_course(data: dict[str, Any]) -> CourseEntry:
    lists = {name: tuple(data[name]) for name in ("goals", "targets", "themes")}
    runs = tuple(_read_run(entry) for entry in data["runs"])
    return CourseEntry(**{**data, **lists, "runs": runs})


def _read_run(data: dict[str, Any]) -> RunEntry:
    sessions = tuple(SessionEntry(**entry) for entry in data.get("sessions", ()))
    return RunEntry(**{**data, "team": tuple(data.get("team", ())), "sessions": sessions})
