"""Where a learner stands: the outline that the enrollment follows, what is live, and progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language

from courses.models import Release
from courses.outline import Lesson, Outline
from courses.reading import kept_outline
from courses.rules import MIX
from learning.course_map import CourseMap, available_pairs, read_course_map
from learning.models import ActivityResult, Enrollment
from learning.progress import EXCUSED, ActivityPair, Completion, Fact, Progress, progress
from learning.release import AT_ONCE, Opening, by_lesson, openings

# All facts, also those of a process whose clock is a little ahead.
EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the player, the dashboard and the actions ask about one enrollment.

    `done_pairs` holds optional activities too, which `progress` does not count. `openings` by a
    lesson's key; empty where all lessons are open from the start of the run.
    """

    enrollment: Enrollment
    outline: Outline
    outline_id: int | None
    course_map: CourseMap
    progress: Progress
    language: str
    done_pairs: frozenset[ActivityPair]
    openings: Mapping[str, Opening] = field(default_factory=dict)

    def open_lessons(self) -> list[Lesson]:
        """The lessons that can be read, in order."""
        return [lesson for lesson in self.outline.lessons() if self.course_map.is_live(lesson.key)]

    def find_lesson(self, *, slug: str) -> Lesson | None:
        """The lesson of this address in the outline followed, live or not."""
        return lesson_at(self.outline, slug=slug)

    def is_released(self, lesson_key: str, *, at: datetime) -> bool:
        """Whether its module is open at `at`. That the page is live is another question."""
        return self.openings.get(lesson_key, AT_ONCE).is_open(at=at)

    def next_lesson(self, *, at: datetime) -> Lesson | None:
        """Where to go on: the lesson last opened while something is missing in it, else the first
        with something missing or a check to answer again, else (all done) the first. One that
        opens later comes after those that are open. None where nothing can be read."""
        lessons = self.open_lessons()
        missing = {step.pair[0] for step in self.progress.missing}
        missing |= {pair[0] for pair in self.progress.improvable[:1]}
        last = str(self.enrollment.last_lesson_key or "")
        open_ends = [lesson for lesson in lessons if lesson.key in missing]
        here = [lesson for lesson in open_ends if lesson.key == last]
        now = [lesson for lesson in open_ends if self.is_released(lesson.key, at=at)]
        here = [lesson for lesson in here if lesson in now]
        return next(iter([*here, *now, *open_ends, *lessons]), None)


def read_standing(
    enrollment: Enrollment, *, at: datetime = EVER, language: str | None = None
) -> Standing:
    """One query (facts) for an enrollment read `with_outline()`; one more after the course's pages
    changed, see `read_course_map`; and see `available_pairs` for another.
    """
    enrollment = with_outline(enrollment)
    return stand(enrollment, facts_of(enrollment), at=at, language=language)


def read_standings(enrollments: Sequence[Enrollment]) -> Iterator[Standing]:
    """Of many enrollments read `with_outline()`: one query for the facts of all."""
    facts = facts_of_many(enrollments)
    for enrollment in enrollments:
        yield stand(enrollment, facts.get(enrollment.pk, []))


def available_to(enrollment: Enrollment) -> frozenset[ActivityPair]:
    """What an enrollment read `with_outline()` can do now; not what its run asks for no more."""
    run = enrollment.run
    found = available_pairs(
        run.course, _followed_id(enrollment), is_pinned=run.pinned_outline_id is not None
    )
    return found - run.dropped_pairs


def stand(
    enrollment: Enrollment,
    facts: Sequence[Fact],
    *,
    at: datetime = EVER,
    language: str | None = None,
) -> Standing:
    """Of an enrollment read `with_outline()`, with these facts. No query: see `read_standing`."""
    course = enrollment.run.course
    language = language or get_language() or course.source_language
    outline = outline_of(enrollment)
    outline_id = _followed_id(enrollment)
    found = progress(
        outline,
        facts,
        enrollment.rule,
        at=at,
        available=available_to(enrollment),
        completion=completion_of(enrollment),
    )
    done_pairs = found.done_pairs | {fact.pair for fact in facts if fact.kind != EXCUSED}
    return Standing(
        enrollment=enrollment,
        outline=outline,
        outline_id=outline_id,
        course_map=read_course_map(course, outline_id, language=language),
        progress=found,
        language=language,
        done_pairs=done_pairs,
        openings=_openings(enrollment, outline, found, done_pairs),
    )


def _openings(
    enrollment: Enrollment,
    outline: Outline,
    found: Progress,
    done_pairs: frozenset[ActivityPair],
) -> dict[str, Opening]:
    if enrollment.run.release == Release.ALL:
        return {}
    modules = openings(
        enrollment.run,
        outline,
        enrolled_at=enrollment.enrolled_at,
        missing={step.pair[0] for step in found.missing},
        begun={pair[0] for pair in done_pairs},
    )
    return by_lesson(outline, modules)


def with_outline(enrollment: Enrollment) -> Enrollment:
    """The same row with what `EnrollmentQuerySet.with_outline` adds; no query if it has it."""
    if hasattr(enrollment, "followed_outline_id"):
        return enrollment
    return Enrollment.objects.with_outline().get(pk=enrollment.pk)


def _followed_id(enrollment: Enrollment) -> int | None:
    """The column that `with_outline()` adds; KeyError for a row that was read without."""
    outline_id: int | None = vars(enrollment)["followed_outline_id"]
    return outline_id


def outline_of(enrollment: Enrollment) -> Outline:
    """The outline that an enrollment read `with_outline()` follows; empty before the first."""
    outline_id = _followed_id(enrollment)
    course = enrollment.run.course
    return kept_outline(course.pages_stamp, outline_id) if outline_id else Outline(())


def lesson_at(outline: Outline, *, slug: str) -> Lesson | None:
    """The lesson of this address, live or not."""
    return next((each for each in outline.lessons() if each.slug == slug), None)


def facts_of(enrollment: Enrollment) -> list[Fact]:
    """The valid results as the values that `progress()` reads. One query."""
    return facts_of_many([enrollment]).get(enrollment.pk, [])


def facts_of_many(enrollments: Sequence[Enrollment]) -> dict[int, list[Fact]]:
    """The same for many, by enrollment. One query; who did nothing is not in it."""
    valid = ActivityResult.objects.valid().filter(enrollment__in=enrollments).order_by()
    columns = ["enrollment", "lesson_key", "activity_key", "kind", "recorded_at", "was_required"]
    if any(enrollment.rule.get("kind") == MIX for enrollment in enrollments):
        columns.append("detail")
    found: dict[int, list[Fact]] = {}
    for key, lesson, activity, kind, at, was_required, *detail in valid.values_list(
        *columns
    ).iterator(chunk_size=5000):
        fact = Fact(str(lesson), activity, kind, at, was_required, *_of_detail(*detail))
        found.setdefault(key, []).append(fact)
    return found


def fact_of(result: ActivityResult) -> Fact:
    """The same of a row that was just made, of whatever rule."""
    values = _of_detail(result.detail)
    lesson, kind = str(result.lesson_key), str(result.kind)
    at, was_required = result.recorded_at, result.was_required
    return Fact(lesson, result.activity_key, kind, at, was_required, *values)


def _of_detail(detail: Mapping[str, Any] | None = None) -> tuple[int | None, str]:
    """What only a mixed rule asks about a fact: its score, and of which module it was a choice."""
    if not detail:
        return (None, "")
    return (detail.get("score_percent"), detail.get("module", ""))


def completion_of(enrollment: Enrollment) -> Completion | None:
    if enrollment.completed_at is None:
        return None
    return Completion(
        at=enrollment.completed_at,
        rule=enrollment.completed_rule or {},
    )
