"""A course page as values: facts, runs, syllabus. The number of queries is fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from core.moments import say_zone
from courses.cards import CourseCard, choose_run, read_cards
from courses.draft_outline import draft_course
from courses.effort import say_effort
from courses.effort_of_parts import effort_of
from courses.models import Course, CoursePage, CourseRun, RunState
from courses.outline import CHECK, PART, SESSION, Outline
from courses.parts import runs_of_parts
from courses.prerequisites import SaidNeed, say_needs
from courses.reading import titles
from courses.rules import Rule, what_it_takes
from courses.session_rows import SessionRow, are_over, nearest, next_of, row_of, say_in
from courses.sessions_door import SessionFace, sessions_of


@dataclass(frozen=True, slots=True)
class LessonRow:
    title: str
    minutes: int
    has_check: bool
    has_session: bool
    is_required: bool
    sessions: tuple[SessionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleRow:
    title: str
    lessons: tuple[LessonRow, ...]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run with its state by the dates alone; who counts seats adds "full" in a fragment."""

    run: CourseRun
    state: RunState
    zone_name: str

    @property
    def is_open(self) -> bool:
        return self.state == RunState.OPEN


@dataclass(frozen=True, slots=True)
class CourseView:
    provider_page: object
    run: RunRow | None
    other_runs: tuple[RunRow, ...]
    modules: tuple[ModuleRow, ...]
    languages: tuple[str, ...]
    neighbours: tuple[CourseCard, ...]
    parts: tuple[CourseCard, ...]
    effort: str
    takes: tuple[str, ...]
    team: tuple[str, ...] = ()
    needs: tuple[SaidNeed, ...] = ()
    is_retired: bool = False
    instead: CourseCard | None = None
    sessions: tuple[SessionRow, ...] = ()
    nearest_sessions: tuple[SessionRow, ...] = ()
    next_session: SessionRow | None = None
    sessions_are_over: bool = False

    @property
    def has_checks(self) -> bool:
        return any(lesson.has_check for module in self.modules for lesson in module.lessons)

    @property
    def has_sessions(self) -> bool:
        return any(lesson.has_session for module in self.modules for lesson in module.lessons)

    @property
    def has_reading(self) -> bool:
        """Whether there is more than live sessions, or nothing is known yet."""
        lessons = [lesson for module in self.modules for lesson in module.lessons]
        return not lessons or not all(lesson.has_session for lesson in lessons)

    @property
    def lesson_count(self) -> int:
        return sum(len(module.lessons) for module in self.modules)


def read_course_view(page: CoursePage, request: HttpRequest) -> CourseView:
    """What the public page of a course shows beside what its author wrote.

    In a preview the page may have no course yet, and the syllabus holds the drafts.
    """
    now = timezone.now()
    is_preview = getattr(request, "is_preview", False)
    known = Course.objects.select_related("provider", "successor")
    course = known.filter(key=page.translation_key).first()
    runs = list(course.runs.listed()) if course else []
    chosen = choose_run(runs, now)
    is_retired = course is not None and course.retired_at is not None
    made = _draft(page) if is_preview else _read(course, page)
    rows = [RunRow(run, run.state_at(now, 0), _zone_name(run)) for run in runs]
    others = [
        row for row in rows if row.run != chosen and row.state in {RunState.OPEN, RunState.UPCOMING}
    ]
    faces = _sessions(course, chosen, page.locale.language_code)
    return CourseView(
        provider_page=page.get_parent(),
        run=next((row for row in rows if row.run == chosen), None),
        other_runs=tuple(others),
        modules=_rows_of(made.outline, made.names, faces),
        languages=_languages(page),
        neighbours=_neighbours(page, request),
        parts=_parts(made.outline, page, request, chosen),
        effort=say_effort(effort_of(page, made.outline)),
        takes=tuple(what_it_takes(made.rule, made.outline, made.names)),
        team=chosen.team_names() if chosen else (),
        needs=say_needs(chosen, language=page.locale.language_code) if chosen else (),
        is_retired=is_retired,
        instead=_successor(course, page, request) if course else None,
        sessions=tuple(row_of(face) for face in faces),
        nearest_sessions=tuple(row_of(face) for face in nearest(faces, at=now)),
        next_session=next_of(faces, at=now),
        sessions_are_over=are_over(faces, at=now),
    )


def _sessions(
    course: Course | None, run: CourseRun | None, language: str
) -> tuple[SessionFace, ...]:
    """One query, and one in another language than the course's."""
    if course is None or run is None:
        return ()
    faces = sessions_of([run.pk])
    return say_in(faces, language=language, source_language=course.source_language)


def _zone_name(run: CourseRun) -> str:
    """The zone's city, as people say it: "Asia/Kuala_Lumpur" is Kuala Lumpur."""
    return say_zone(run.time_zone)


@dataclass(frozen=True, slots=True)
class _Made:
    """`names`: titles of modules and lessons by key, where the outline's own are not meant."""

    outline: Outline
    rule: Rule
    names: dict[str, str]


def _read(course: Course | None, page: CoursePage) -> _Made:
    if course is None or course.newest_outline is None:
        return _Made(Outline(()), page.completion_rule, {})
    outline = course.newest_outline.outline
    keys = [m.key for m in outline.modules] + [lesson.key for lesson in outline.lessons()]
    language = page.locale.language_code
    names = titles(keys, language=language, source_language=course.source_language)
    return _Made(outline, course.completion_rule, names)


def _draft(page: CoursePage) -> _Made:
    drafted = draft_course(page)
    return _Made(drafted.outline, drafted.rule, {})


def _rows_of(
    outline: Outline, names: dict[str, str], faces: Sequence[SessionFace] = ()
) -> tuple[ModuleRow, ...]:
    """Each lesson with the sessions that stand, where it announces some."""
    standing = [face for face in faces if face.activity_key and not face.is_cancelled]
    return tuple(
        ModuleRow(
            title=names.get(module.key, module.title),
            lessons=tuple(
                LessonRow(
                    title=names.get(lesson.key, lesson.title),
                    minutes=lesson.minutes,
                    has_check=any(each.kind == CHECK for each in lesson.activities),
                    has_session=any(each.kind == SESSION for each in lesson.activities),
                    is_required=lesson.is_required,
                    sessions=tuple(
                        row_of(face) for face in standing if face.lesson_key == lesson.key
                    ),
                )
                for lesson in module.lessons
            ),
        )
        for module in outline.modules
    )


def _languages(page: CoursePage) -> tuple[str, ...]:
    codes = set(
        CoursePage.objects.live()
        .filter(translation_key=page.translation_key)
        .values_list("locale__language_code", flat=True)
    )
    return tuple(name for code, name in settings.LANGUAGES if code in codes)


def _successor(course: Course, page: CoursePage, request: HttpRequest) -> CourseCard | None:
    """The course in place of a retired one, while that is on offer itself."""
    if course.successor is None or course.successor.retired_at is not None:
        return None
    keys = [course.successor.key]
    cards = read_cards(request, keys=keys, language=page.locale.language_code)
    return next(iter(cards), None)


def _parts(
    outline: Outline, page: CoursePage, request: HttpRequest, run: CourseRun | None
) -> tuple[CourseCard, ...]:
    """The courses of a programme that are published, in the order of its lessons, each with the run
    in which one is enrolled by enrolling in `run`. One query more than the cards."""
    keys = [each.course for _lesson, each in outline.activities() if each.kind == PART]
    named = [UUID(key) for key in keys if key]
    if not named:
        return ()
    chosen = runs_of_parts(run, named) if run else None
    cards = read_cards(request, keys=named, language=page.locale.language_code, runs=chosen)
    return tuple(sorted(cards, key=lambda card: named.index(card.key)))


def _neighbours(page: CoursePage, request: HttpRequest) -> tuple[CourseCard, ...]:
    """Up to three courses that share most goals with this one."""
    goals = {goal.number for goal in page.goals.all()}
    near = [
        card
        for card in read_cards(request, language=page.locale.language_code)
        if card.key != page.translation_key and card.goal_numbers & goals
    ]
    near.sort(key=lambda card: (-len(card.goal_numbers & goals), card.title))
    return tuple(near[:3])
