"""A course as the catalogue shows it. The number of queries does not grow with the courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import Course, CourseFormat, CoursePage, CourseRun, MediaImage, RunState
from courses.session_rows import SessionRow, next_of
from courses.sessions_door import SessionFace, sessions_of

if TYPE_CHECKING:
    from sdgs.models import Goal

# Formats of which the next session is what people ask for first.
HELD_LIVE = frozenset({CourseFormat.WEBINAR, CourseFormat.LIVE_TRAINING})
COVER_SPEC = "fill-960x540|format-webp"


@dataclass(frozen=True, slots=True)
class CourseCard:
    """`language` is the page's, which is the source's where the reader's has none."""

    key: UUID
    title: str
    url: str
    summary: str
    language: str
    languages: tuple[str, ...]
    provider_name: str
    format: str
    format_label: str
    duration: str
    effort_minutes: int
    goals: tuple[Goal, ...]
    theme_slugs: tuple[str, ...]
    cover_art: str
    thumb_art: str
    cover_url: str
    run: CourseRun | None
    state: RunState | None
    published_at: datetime | None
    slug: str = ""
    next_session: SessionRow | None = None
    has_started: bool = False

    @property
    def goal_numbers(self) -> frozenset[int]:
        return frozenset(goal.number for goal in self.goals)


def read_cards(
    request: HttpRequest | None,
    *,
    keys: Iterable[UUID] | None = None,
    language: str = "",
    at: datetime | None = None,
    with_sessions: bool = True,
    runs: Mapping[UUID, CourseRun | None] | None = None,
) -> list[CourseCard]:
    """Cards of all live courses on offer, or of those in `keys`, also of retired ones, each in the
    best language for the reader.

    Their runs are as they were `at` that moment (now). `runs`: by course the one to show, or none,
    instead of the one that suits a visitor best; in a programme they are not free to choose.
    Nine queries: languages, pages with covers, goals, themes, renditions, courses with providers,
    runs, the sessions of those that are held live (not without `with_sessions`), and the site's
    root once per request.
    """
    now = at or timezone.now()
    courses = Course.objects.select_related("provider").prefetch_related("runs")
    courses = courses.offered() if keys is None else courses.filter(key__in=list(keys))
    by_key = {course.key: course for course in courses}
    languages = _languages_of(by_key)
    ids = [
        _best_page(pages, language or get_language() or "", by_key[key].source_language)
        for key, pages in languages.items()
    ]
    pages = (
        CoursePage.objects.filter(pk__in=ids)
        .select_related("locale", "cover_image")
        .prefetch_related("goals", "themes", "cover_image__renditions")
        .order_by("title")
    )
    shown = {key: choose_run(list(course.runs.all()), now) for key, course in by_key.items()}
    shown |= {key: run for key, run in (runs or {}).items() if key in by_key}
    sessions = _next_sessions(pages, shown, now) if with_sessions else {}
    return [
        _read_card(
            request,
            page,
            by_key[page.translation_key],
            languages,
            Chosen(shown[page.translation_key], now, sessions.get(page.translation_key)),
        )
        for page in pages
    ]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The run that a card shows at this moment, and its next session."""

    run: CourseRun | None
    at: datetime
    session: SessionRow | None


def _next_sessions(
    pages: Iterable[CoursePage], runs: dict[UUID, CourseRun | None], now: datetime
) -> dict[UUID, SessionRow | None]:
    """By course, of those that are held live. One query, or none."""
    live = {page.translation_key for page in pages if page.format in HELD_LIVE}
    chosen = {key: run for key, run in runs.items() if run is not None and key in live}
    faces: dict[int, list[SessionFace]] = defaultdict(list)
    for face in sessions_of(run.pk for run in chosen.values()):
        faces[face.run_id].append(face)
    return {key: next_of(faces[run.pk], at=now) for key, run in chosen.items()}


def _languages_of(by_key: dict[UUID, Course]) -> dict[UUID, dict[str, int]]:
    """Page id by language, for each course with a live page."""
    rows = (
        CoursePage.objects.live()
        .public()
        .filter(translation_key__in=by_key)
        .values_list("translation_key", "locale__language_code", "pk")
    )
    languages: dict[UUID, dict[str, int]] = defaultdict(dict)
    for key, code, pk in rows:
        languages[key][code] = pk
    return languages


def _best_page(pages: dict[str, int], language: str, source_language: str) -> int:
    for code in (language, source_language):
        if code in pages:
            return pages[code]
    return next(iter(pages.values()))


def _read_card(
    request: HttpRequest | None,
    page: CoursePage,
    course: Course,
    languages: dict[UUID, dict[str, int]],
    chosen: Chosen,
) -> CourseCard:
    run = chosen.run
    return CourseCard(
        key=page.translation_key,
        title=page.title,
        url=page.get_url(request) or "",
        summary=page.summary,
        language=page.locale.language_code,
        languages=tuple(sorted(languages[page.translation_key])),
        provider_name=course.provider.name,
        format=page.format,
        format_label=page.get_format_display(),
        duration=page.duration,
        effort_minutes=page.effort_minutes,
        goals=tuple(page.goals.all()),
        theme_slugs=tuple(theme.slug for theme in page.themes.all()),
        cover_art=page.cover_art,
        thumb_art=page.thumb_art or page.cover_art,
        cover_url=cover_url(page.cover_image),
        run=run,
        state=run.state_at(chosen.at, 0) if run else None,
        has_started=run is not None and run.has_started(at=chosen.at),
        published_at=page.first_published_at,
        slug=page.slug,
        next_session=chosen.session,
    )


def cover_url(image: MediaImage | None) -> str:
    """Address of the cover picture, or "" where the drawn plan stands in its place."""
    return image.get_rendition(COVER_SPEC).url if image else ""


def choose_run(runs: Sequence[CourseRun], now: datetime) -> CourseRun | None:
    """The run that a visitor wants: open first, then soonest to come, then running, then ended."""
    order = [RunState.OPEN, RunState.UPCOMING, RunState.RUNNING, RunState.ENDED]
    listed = [run for run in runs if run.state_at(now, 0) in order]
    far = now.replace(year=now.year + 100)

    def rank(run: CourseRun) -> tuple[int, float]:
        state = run.state_at(now, 0)
        moment = (run.starts_at or run.opens_at or far).timestamp()
        return order.index(state), -moment if state == RunState.ENDED else moment

    return min(listed, key=rank, default=None)
