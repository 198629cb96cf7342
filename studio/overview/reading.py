"""A course as its author sees it: outline with states, runs with people, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.drafts import find_drafts
from courses.models import Course, CoursePage, ModulePage

from .missing import Missing, find_advice, find_blocking
from .outline import Row, add_url, read_rows
from .runs import RunFigures, read_runs


@dataclass(frozen=True, slots=True)
class Overview:
    course: Course
    page: CoursePage | None
    languages: tuple[str, ...]
    rows: tuple[Row, ...]
    runs: tuple[RunFigures, ...]
    missing: tuple[Missing, ...]
    draft_count: int

    @property
    def add_module_url(self) -> str:
        return add_url(ModulePage, below=self.page.pk) if self.page else ""

    @property
    def has_changes(self) -> bool:
        """Whether something waits for publication: drafts, or a live change in no outline."""
        return self.draft_count > 0 or self.course.dirty_at is not None

    @property
    def blocking_count(self) -> int:
        return sum(item.is_blocking for item in self.missing)

    @property
    def next_step(self) -> Row | None:
        """The first lesson that waits to be written."""
        return next((row for row in self.rows if row.is_empty), None)

    @property
    def lesson_count(self) -> int:
        return sum(not row.is_module for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes or 0 for row in self.rows)


def read_overview(course: Course, *, at: datetime) -> Overview:
    """Nine queries, and one or more for each draft, which is checked by its page's own rules."""
    pages = list(
        CoursePage.objects.filter(translation_key=course.key)
        .select_related("locale")
        .order_by("pk")
    )
    page = next((p for p in pages if p.locale.language_code == course.source_language), None)
    drafts = find_drafts(course)
    drafted = {draft.page.pk: draft.drafted for draft in drafts}
    rows = read_rows(page, drafted) if page else ()
    advice = find_advice(drafted.get(page.pk, page), rows) if page else []
    return Overview(
        course=course,
        page=page,
        languages=tuple(str(p.locale) for p in pages),
        rows=rows,
        runs=read_runs(course, at),
        missing=(*find_blocking(drafts, rows), *advice),
        draft_count=len(drafts),
    )
