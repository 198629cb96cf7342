"""A course as its author sees it: outline with states, runs with people, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from courses.actions import first_summary
from courses.drafts import Draft, find_drafts
from courses.models import (
    Course,
    CoursePage,
    CourseRun,
    LessonPage,
    ModulePage,
    RunState,
)
from courses.models.course_page import ANNOUNCED_FORMATS
from courses.skeletons import guidance
from learning.models import Enrollment
from learning.seats import Seats, count_seats

TOO_MANY_TO_LIST = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A module (`minutes` is None) or a lesson. `add_url`: where a module gets its next lesson.

    `edit_url` is for whoever may edit it, `read_url` for whoever reads it alone. `guidance`: what
    belongs there, while nothing stands there. `is_empty`: a lesson without content.
    """

    title: str
    edit_url: str
    read_url: str
    add_url: str
    minutes: int | None
    state: str
    depth: int
    guidance: str = ""
    is_empty: bool = False

    @property
    def is_module(self) -> bool:
        return self.minutes is None


@dataclass(frozen=True, slots=True)
class RunFigures:
    """`waiting`: people on the waiting list, also those to whom a seat is offered."""

    run: CourseRun
    state: RunState
    enrolled: int
    completed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Missing:
    """`is_blocking`: stops publication; else advice. `url` is where `remedy` is done."""

    title: str
    text: str
    url: str
    remedy: str
    is_blocking: bool


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
    rows = _read_rows(page, drafted) if page else ()
    advice = _advice(drafted.get(page.pk, page), rows) if page else []
    return Overview(
        course=course,
        page=page,
        languages=tuple(str(p.locale) for p in pages),
        rows=rows,
        runs=_read_runs(course, at),
        missing=(*_blocking(drafts, rows), *advice),
        draft_count=len(drafts),
    )


def _blocking(drafts: list[Draft], rows: tuple[Row, ...]) -> list[Missing]:
    """What keeps drafts from being published, each with where it is mended.

    Many empty lessons are one line: the outline names them.
    """
    empty = [row for row in rows if row.is_empty]
    listed = [each for each in drafts if not each.is_ready]
    together: list[Missing] = []
    if len(empty) >= TOO_MANY_TO_LIST:
        listed = [draft for draft in listed if not _is_empty(draft.drafted)]
        title = _("%(number)d empty lessons") % {"number": len(empty)}
        text = _("There is nothing in them yet. The outline says what belongs there.")
        together = [Missing(title, text, empty[0].edit_url, _("Write the first"), is_blocking=True)]
    return [
        *(Missing(d.drafted.title, d.problem, *_remedy(d, rows), is_blocking=True) for d in listed),
        *together,
    ]


def _remedy(draft: Draft, rows: tuple[Row, ...]) -> tuple[str, str]:
    """The address where the draft's problem is mended, and the words of the link."""
    if not draft.needs_lesson:
        return _edit_url(draft.page.pk), _("Mend it")
    if isinstance(draft.drafted, ModulePage):
        return add_url(LessonPage, below=draft.page.pk), _("Add a lesson")
    if not rows:
        return add_url(ModulePage, below=draft.page.pk), _("Add a module")
    return "#outline", _("See the outline")


def _edit_url(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def _read_rows(page: CoursePage, drafted: Mapping[int, Page]) -> tuple[Row, ...]:
    """`drafted`: what the authors left, by the page's id; else a row shows what readers have."""
    found = (
        Page.objects.descendant_of(page)
        .order_by("path")
        .values_list(
            "pk", "draft_title", "live", "has_unpublished_changes", "lessonpage__minutes", "depth"
        )
    )
    return tuple(
        Row(
            title=title,
            edit_url=_edit_url(pk),
            read_url=reverse("studio:page-draft", args=[pk]),
            add_url=add_url(LessonPage, below=pk) if minutes is None else "",
            minutes=getattr(drafted.get(pk), "minutes", minutes),
            state=_state(is_live, has_changes),
            depth=depth,
            guidance=_guidance(drafted.get(pk)),
            is_empty=_is_empty(drafted.get(pk)),
        )
        for pk, title, is_live, has_changes, minutes, depth in found
    )


def _is_empty(drafted: Page | None) -> bool:
    return isinstance(drafted, LessonPage) and not drafted.body


def _guidance(drafted: Page | None) -> str:
    """Of an empty lesson, and of a module without a summary, that a skeleton gave a part."""
    if isinstance(drafted, ModulePage) and not drafted.summary:
        return str(guidance(drafted.part))
    if isinstance(drafted, LessonPage) and not drafted.body:
        return str(guidance(drafted.part))
    return ""


def add_url(page_type: type[Page], *, below: int) -> str:
    """Where a page of this type is added below the page with this id."""
    options = page_type._meta
    return reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, below])


def _state(is_live: bool, has_changes: bool) -> str:
    if not is_live:
        return "DRAFT"
    return "CHANGED" if has_changes else "LIVE"


def _read_runs(course: Course, at: datetime) -> tuple[RunFigures, ...]:
    runs = list(course.runs.all())
    seats = count_seats(run.pk for run in runs)
    counts = {
        run: (enrolled, completed)
        for run, enrolled, completed in Enrollment.objects.active()
        .filter(run__course=course)
        .values_list("run")
        .annotate(enrolled=Count("pk"), completed=Count("pk", filter=~Q(completed_at=None)))
        .order_by()
    }
    return tuple(_figures(run, seats.get(run.pk, Seats()), counts.get(run.pk), at) for run in runs)


def _figures(
    run: CourseRun, seats: Seats, counts: tuple[int, int] | None, at: datetime
) -> RunFigures:
    enrolled, completed = counts or (0, 0)
    state = run.state_at(at, seats.spoken_for)
    return RunFigures(run, state, enrolled, completed, waiting=seats.waiting + seats.offered)


def _advice(page: CoursePage, rows: tuple[Row, ...]) -> list[Missing]:
    """What a careful colleague would say before publication."""
    url = _edit_url(page.pk)
    minutes = sum(row.minutes or 0 for row in rows)
    advice: list[str] = []
    if not minutes and (page.live or page.format in ANNOUNCED_FORMATS):
        advice.append(_("There is no lesson yet: people can read of it, and learn nothing."))
    elif minutes and not 0.5 <= page.effort_minutes / minutes <= 2:
        advice.append(
            _("Effort says %(effort)d minutes. Lessons add up to %(lessons)d minutes.")
            % {"effort": page.effort_minutes, "lessons": minutes}
        )
    if page.summary == _made_summary(page):
        advice.append(
            _("The summary says format and length alone. Write two sentences for the catalogue.")
        )
    if not page.goals.exists():
        advice.append(_("No goal is chosen: the course is found under none."))
    if not page.outcomes:
        advice.append(_("Nothing says yet what people will be able to do."))
    if not page.audience:
        advice.append(_("Nothing says yet who it is for."))
    whole, mend = _("Whole course"), _("Mend it")
    return [Missing(whole, text, url, mend, is_blocking=False) for text in advice]


def _made_summary(page: CoursePage) -> str:
    """What `create_course` wrote, in the language of the course."""
    with override(page.locale.language_code):
        return first_summary(page.get_format_display(), page.duration)
