"""What is new on the site since the last issue: courses that came, runs that open and close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Course, CoursePage, CourseRun
from newsletters.parts import local_date

AHEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Day:
    """Something that happens to a run: `words` hold "%(course)s"."""

    at: datetime
    day: str
    words: str
    page_id: int
    title: str


@dataclass(frozen=True, slots=True)
class News:
    """Pages of courses, the most pressing first; days in their order."""

    pages: tuple[CoursePage, ...]
    days: tuple[Day, ...]


def find_news(*, since: datetime, at: datetime) -> News:
    """Courses published since, and runs that open, close or start until 45 days from `at`.

    Two queries. An always-open run has no days; it makes its course news where it was opened.
    """
    until = at + AHEAD
    runs = list(CourseRun.objects.listed().unfinished(at=at).select_related("course"))
    retired = Course.objects.exclude(retired_at=None).values("key")
    offered = CoursePage.objects.live().public().exclude(translation_key__in=retired)
    pages = _best_pages(offered.select_related("locale"))
    days = sorted(
        (day for run in runs for day in _days(run, pages, at, until)), key=lambda day: day.at
    )
    opened = [run for run in runs if run.opens_at and since <= run.opens_at <= until]
    keys = [run.course.key for run in sorted(opened, key=lambda run: run.opens_at or at)]
    keys += [
        key
        for key, page in pages.items()
        if page.first_published_at and page.first_published_at >= since
    ]
    fresh = [pages[key] for key in dict.fromkeys(keys) if key in pages]
    return News(tuple(fresh), tuple(days))


def _best_pages(found: Iterable[CoursePage]) -> dict[UUID, CoursePage]:
    """One page for each course: in the site's first language where there is one."""
    best: dict[UUID, CoursePage] = {}
    for page in found:
        if page.locale.language_code == settings.LANGUAGE_CODE:
            best[page.translation_key] = page
        else:
            best.setdefault(page.translation_key, page)
    return best


def _days(
    run: CourseRun, pages: dict[UUID, CoursePage], at: datetime, until: datetime
) -> list[Day]:
    page = pages.get(run.course.key)
    if page is None or run.is_always_open:
        return []
    return [
        Day(moment, local_date(moment, run.time_zone), words, page.pk, page.title)
        for moment, words in moments_of(run)
        if at <= moment <= until
    ]


def moments_of(run: CourseRun) -> list[tuple[datetime, str]]:
    """What happens to it, in the words of the language that is active; they hold "%(course)s"."""
    moments = [
        (run.opens_at, _("Enrollment for %(course)s opens")),
        (run.closes_at, _("Enrollment for %(course)s closes")),
        (run.starts_at, _("%(course)s starts")),
    ]
    return [(moment, words) for moment, words in moments if moment]


def dates_title() -> str:
    return _("Dates")


def tell_day(day: str, words: str, link: str) -> str:
    """One point of the list of dates. `link` is HTML."""
    return f"<b>{escape(day)}</b>: {words % {'course': link}}"


def issue_title(month: date) -> str:
    return _("News of %(month)s") % {"month": date_format(month, "YEAR_MONTH_FORMAT")}
