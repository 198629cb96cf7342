"""A course as its author sees it: outline with states, runs with people, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from courses.drafts import find_drafts
from courses.models import Course, CoursePage, ModulePage, RunState

from .editors import Editing, read_editors
from .missing import (
    Missing,
    find_blocking,
    find_course_advice,
    find_draft_advice,
    find_language_advice,
    find_promise_advice,
    find_refusal,
    find_run_advice,
)
from .outline import Row, add_url, read_rows
from .runs import RunFigures, read_runs

if TYPE_CHECKING:
    from users.models import User

ADVICE_AT_ONCE = 8
PAST = (RunState.ENDED, RunState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Overview:
    course: Course
    page: CoursePage | None
    languages: tuple[str, ...]
    rows: tuple[Row, ...]
    retired: tuple[Row, ...]
    runs: tuple[RunFigures, ...]
    missing: tuple[Missing, ...]
    draft_count: int
    editors: tuple[Editing, ...]

    @property
    def add_module_url(self) -> str:
        return add_url(ModulePage, below=self.page.pk) if self.page else ""

    @property
    def has_changes(self) -> bool:
        """Whether something waits for publication: drafts, another order, a live change that is in
        no outline.
        """
        return self.draft_count > 0 or self.is_rearranged or self.course.dirty_at is not None

    @property
    def module_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_module)

    @property
    def retired_now(self) -> frozenset[str]:
        """The keys of what readers do not have any more."""
        return frozenset(self.course.retired_keys)

    @property
    def is_rearranged(self) -> bool:
        return self.course.arrangement is not None

    @property
    def blocking_count(self) -> int:
        return sum(item.is_blocking for item in self.missing)

    @property
    def first_missing(self) -> tuple[Missing, ...]:
        """All that stops publication, and so much advice that it is still read."""
        return self.missing[: max(self.blocking_count, ADVICE_AT_ONCE)]

    @property
    def more_missing(self) -> tuple[Missing, ...]:
        return self.missing[max(self.blocking_count, ADVICE_AT_ONCE) :]

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


def read_overview(course: Course, *, at: datetime, user: User | None = None) -> Overview:
    """`user`: who looks, and is not told of themselves.

    Twelve queries, and one or more for each draft, which is checked by its page's own rules.
    """
    pages = list(
        CoursePage.objects.filter(translation_key=course.key)
        .select_related("locale")
        .order_by("pk")
    )
    page = next((p for p in pages if p.locale.language_code == course.source_language), None)
    drafts = find_drafts(course)
    drafted = {draft.page.pk: draft.drafted for draft in drafts}
    rows, retired = read_rows(course, page, drafted) if page else ((), ())
    runs = read_runs(course, at)
    coming = [figures.run for figures in runs if figures.state not in PAST]
    advice = [*find_run_advice(coming, at=at), *find_promise_advice(coming, pages)]
    if page is not None:
        advice += find_course_advice(drafted.get(page.pk, page), rows)
        advice += find_language_advice(pages, page, rows)
    return Overview(
        course=course,
        page=page,
        languages=tuple(str(p.locale) for p in pages),
        rows=rows,
        runs=runs,
        retired=retired,
        missing=(
            *find_refusal(course, drafts),
            *find_blocking(drafts, rows),
            *advice,
            *find_draft_advice(drafts),
        ),
        draft_count=len(drafts),
        editors=read_editors(page, rows, but=user) if page else (),
    )
