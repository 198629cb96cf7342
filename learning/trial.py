"""A draft course as a learner meets it who is not there: everything in memory, nothing written.

The state is the address itself: the language, and what is done as a number with one bit for each
activity of the outline. Whoever changes it by hand changes what they see themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.blocks import ACTIVITY_KINDS
from courses.models import Course, CourseRun, LessonPage
from courses.outline import CHECK, READING, Lesson, Outline
from learning.course_map import CourseMap
from learning.kinds import KIND_OF
from learning.models import Enrollment
from learning.progress import ActivityPair, Fact, progress
from learning.release import Opening
from learning.route import read_route
from learning.standing import Standing
from users.models import User

# Nobody reads when: the route says "not open yet".
ALL_RIGHT = 100  # percent
NOT_YET = Opening(at=datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Trial:
    """`titles`: by key, with the language each is in. `refusal` is what the checks' app shows.

    `lesson_url` leads to a lesson with this state; `check_url` takes the answers of the lesson
    that is shown; `languages` are offered for it, with their addresses. `until`: how many modules
    are open by now, 0 for all. `score`: of each check that is done, in percent; the state keeps
    that it was passed, not how well.
    """

    course: Course
    course_title: str
    outline: Outline
    titles: Mapping[str, tuple[str, str]]
    rule: Mapping[str, Any]
    language: str
    done: frozenset[ActivityPair]
    home_url: str
    overview_url: str
    check_url: str
    lesson_url: Callable[[str, frozenset[ActivityPair]], str]
    languages: tuple[tuple[str, str, str], ...] = ()
    refusal: Any = None
    done_url: str = ""
    until: int = 0
    score: int = ALL_RIGHT

    @property
    def has_checks(self) -> bool:
        return any(activity.kind == "check" for _lesson, activity in self.outline.activities())

    def is_closed(self, lesson_key: str) -> bool:
        return lesson_key in closed_lessons(self.outline, self.until)


def encode(outline: Outline, done: frozenset[ActivityPair]) -> str:
    """One bit for each activity, in the order of the outline, in hexadecimal."""
    bits = [pair in done for pair in pairs_of(outline)]
    return f"{sum(1 << place for place, is_done in enumerate(bits) if is_done):x}"


def decode(outline: Outline, text: str) -> frozenset[ActivityPair]:
    """What `encode` wrote, and nothing for what it did not."""
    pairs = pairs_of(outline)
    try:
        bits = int(text or "0", 16) if len(text) <= len(pairs) // 4 + 1 else 0
    except ValueError:
        bits = 0
    return frozenset(pair for place, pair in enumerate(pairs) if bits >> place & 1)


def pairs_of(outline: Outline) -> list[ActivityPair]:
    return [(lesson.key, activity.key) for lesson, activity in outline.activities()]


def closed_lessons(outline: Outline, until: int) -> frozenset[str]:
    """The lessons of the modules that are not open yet. `until`: how many are, 0 for all."""
    later = outline.modules[until:] if until else ()
    return frozenset(lesson.key for module in later for lesson in module.lessons)


def with_lesson(lesson: Lesson, done: frozenset[ActivityPair]) -> frozenset[ActivityPair]:
    """As the player does: a lesson is read once the last that is required in it is done."""
    required = {(lesson.key, each.key) for each in lesson.activities if each.is_required}
    reading = (lesson.key, READING)
    return done | {reading} if required - {reading} <= done else done


def show_trial(page: LessonPage, trial: Trial) -> dict[str, Any]:
    """What `learning/lesson.html` needs, without a row of anybody's."""
    # Where the lesson is not translated its page has the address of another language.
    translation.activate(trial.language)
    key = str(page.translation_key)
    current = next(each for each in trial.outline.lessons() if each.key == key)
    now = timezone.now()
    standing = _stand(trial, at=now)
    names = dict(settings.LANGUAGES)
    language = page.locale.language_code
    return {
        "trial": trial,
        "enrollment": standing.enrollment,
        "run": standing.enrollment.run,
        "standing": standing,
        "progress": standing.progress,
        "course_title": trial.course_title,
        "route": read_route(
            standing,
            current,
            at=now,
            address_of=lambda each: trial.lesson_url(each.key, trial.done),
        ),
        "lesson": current,
        "activity_blocks": ACTIVITY_KINDS,
        "content_language": language,
        "is_translated": language == trial.language,
        "content_language_name": names.get(language, language),
        "language_name": names.get(trial.language, trial.language),
        "other_languages": [],
        "refusal": trial.refusal,
    }


def _stand(trial: Trial, *, at: datetime) -> Standing:
    facts = _facts(trial, at)
    enrollment = Enrollment(
        learner=User(name=_("Sample learner"), language=trial.language),
        run=CourseRun(course=trial.course, slug="trial"),
        enrolled_at=at,
        rule=dict(trial.rule),
    )
    return Standing(
        enrollment=enrollment,
        outline=trial.outline,
        outline_id=None,
        course_map=CourseMap(
            titles=trial.titles,
            live_lessons=frozenset(lesson.key for lesson in trial.outline.lessons()),
            languages={},
        ),
        progress=progress(trial.outline, facts, enrollment.rule, at=at),
        language=trial.language,
        done_pairs=trial.done,
        openings=dict.fromkeys(closed_lessons(trial.outline, trial.until), NOT_YET),
    )


def _facts(trial: Trial, at: datetime) -> list[Fact]:
    """A check that is done was passed, with the score of the trial."""
    return [
        Fact(
            lesson_key=lesson.key,
            activity_key=activity.key,
            kind=KIND_OF[activity.kind],
            recorded_at=at,
            was_required=lesson.is_required and activity.is_required,
            score_percent=trial.score if activity.kind == CHECK else None,
        )
        for lesson, activity in trial.outline.activities()
        if (lesson.key, activity.key) in trial.done
    ]
