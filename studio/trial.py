"""Try a draft course as a learner: where one stands, its lessons, checks graded in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from courses.checks import Check, find_check
from courses.draft_outline import DraftCourse, course_with
from courses.models import Course, CoursePage, LessonPage
from courses.outline import READING, Lesson, Module, Outline
from learning.progress import ActivityPair
from learning.trial import ALL_RIGHT, Trial, decode, encode, with_lesson
from quizzes.grading import Answers, fits, grade, unanswered
from quizzes.models import Attempt
from quizzes.showing import Refusal
from quizzes.templatetags.knowledge_checks import ATTEMPTS
from studio.difference import Mark, changed_pages, read_marks

Done = frozenset[ActivityPair]


def trial_course(course: Course, marks: Iterable[Mark] | None = None) -> DraftCourse:
    """As it would be with every draft; without a lesson where it cannot be compiled yet.

    One query while nothing of the course changes: somebody who tries it turns many pages, and to
    read a draft costs five. Translations change nothing here. `marks`: of all drafts of the course,
    from whoever has read them.
    """
    found = read_marks(course) if marks is None else marks
    here = tuple(mark for mark in found if mark.language == course.source_language)
    return _compiled(course.pk, course.pages_stamp, course.arrangement_number, here)


def _drafts(course: Course) -> QuerySet[Page]:
    return changed_pages(course).filter(locale__language_code=course.source_language)


@lru_cache(maxsize=50)
def _compiled(
    course_id: int, stamp: UUID, arrangement: int, marks: tuple[Mark, ...]
) -> DraftCourse:
    course = Course.objects.get(pk=course_id)
    drafts = [page.latest_revision.as_object() for page in _drafts(course)]
    return course_with(course, drafts) or DraftCourse(Outline(()), course.completion_rule)


class Far(TextChoices):
    """How far the learner has come, seen from a module."""

    BEGIN = "BEGIN", gettext_lazy("At its beginning, with everything before it done")
    HALF = "HALF", gettext_lazy("Half way through it")
    END = "END", gettext_lazy("At its end, with all of it done")
    NOTHING = "NOTHING", gettext_lazy("Late: nothing is done yet")


def done_before(module: Module, outline: Outline, far: Far) -> Done:
    """All of the modules before, and of this one nothing, half or all; or nothing at all."""
    if far == Far.NOTHING:
        return frozenset()
    done: set[ActivityPair] = set()
    for each in outline.modules:
        if each.key == module.key:
            break
        done |= set(_pairs(each))
    here = _pairs(module)
    count = {Far.BEGIN: 0, Far.HALF: len(here) // 2, Far.END: len(here)}[far]
    return frozenset(done | set(here[:count]))


def _pairs(module: Module) -> list[ActivityPair]:
    return [(lesson.key, each.key) for lesson in module.lessons for each in lesson.activities]


def first_lesson(module: Module, done: Done) -> Lesson:
    """Where this learner goes on in the module: what is not done, else its last lesson."""
    for lesson in module.lessons:
        if any((lesson.key, each.key) not in done for each in lesson.activities):
            return lesson
    return module.lessons[-1]


def languages_of(course: Course) -> list[tuple[str, str]]:
    """The languages in which there is a course page, as draft or live. A query."""
    pages = CoursePage.objects.filter(translation_key=course.key)
    codes = set(pages.values_list("locale__language_code", flat=True))
    return [(code, name) for code, name in settings.LANGUAGES if code in codes]


@dataclass(frozen=True, slots=True)
class Terms:
    """What does not change while one walks. `until`: how many modules are open, 0 for all.
    `score`: of each check that is done, in percent."""

    language: str
    until: int = 0
    score: int = ALL_RIGHT


def trial_url(course: Course, lesson_key: str, state: str, terms: Terms) -> str:
    query = {"language": terms.language, "done": state}
    if terms.until:
        query["until"] = str(terms.until)
    if terms.score != ALL_RIGHT:
        query["score"] = str(terms.score)
    return reverse("studio:try-lesson", args=[course.pk, lesson_key]) + f"?{urlencode(query)}"


def read_trial(course: Course, lesson_key: UUID, state: str, terms: Terms) -> Trial | None:
    """The learner of this address at this lesson; None where the draft has no such lesson."""
    drafted = trial_course(course)
    outline = drafted.outline
    current = next((each for each in outline.lessons() if each.key == str(lesson_key)), None)
    languages = languages_of(course)
    language = terms.language
    if current is None or language not in dict(languages):
        return None
    done = decode(outline, state)
    titles = _titles(course, outline, language)

    def lesson_url(key: str, done: Done) -> str:
        return trial_url(course, key, encode(outline, done), terms)

    trial = Trial(
        course=course,
        course_title=titles.get(str(course.key), (course.title, ""))[0],
        outline=outline,
        titles=titles,
        rule=drafted.rule,
        language=language,
        done=done,
        home_url=reverse("studio:course-try", args=[course.pk]),
        overview_url=reverse("studio:course-overview", args=[course.pk]),
        check_url=lesson_url(current.key, done),
        lesson_url=lesson_url,
        languages=_translated(course, current.key, encode(outline, done), terms, languages),
        until=terms.until,
        score=terms.score,
    )
    return replace(trial, done_url=lesson_url(current.key, done | {(current.key, READING)}))


def _titles(course: Course, outline: Outline, language: str) -> dict[str, tuple[str, str]]:
    """By key, in this language where there is a page, else in the course's. A query."""
    keys = {str(course.key), *(lesson.key for lesson in outline.lessons())}
    keys |= {module.key for module in outline.modules}
    pages = Page.objects.filter(
        Q(locale__language_code=language) | Q(locale__language_code=course.source_language),
        translation_key__in=keys,
    ).annotate(code=F("locale__language_code"))
    found: dict[str, tuple[str, str]] = {}
    for page in pages:
        key = str(page.translation_key)
        if page.code == language or key not in found:
            found[key] = (page.draft_title or page.title, page.code)
    return found


def show_trial(
    request: HttpRequest,
    trial: Trial,
    lesson_key: UUID,
    attempts: dict[str, list[Attempt]] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The lesson as the player shows it. Nothing is written, also not for a check."""
    page = _lesson(trial.course, lesson_key, trial.language)
    response: HttpResponse = page.make_preview_request(
        request, "", extra_request_attrs={"trial": trial, ATTEMPTS: attempts or {}}
    )
    if response.status_code == 200:
        response.status_code = status
    return response


def _lesson(course: Course, lesson_key: UUID, language: str) -> LessonPage:
    """The newest draft in this language, else in the course's."""
    pages = LessonPage.objects.filter(translation_key=lesson_key)
    page = pages.filter(locale__language_code=language).first()
    page = page or pages.get(locale__language_code=course.source_language)
    draft: LessonPage = page.get_latest_revision_as_object()
    return draft


def answer(
    trial: Trial, lesson_key: UUID, activity_key: str, answers: Answers, number: int
) -> tuple[Trial, dict[str, list[Attempt]]]:
    """Grade these answers, and the trial as it is afterwards: further on, or with a refusal.

    The words of a refusal are those that a learner reads. `number`: which attempt it is.
    """
    source = _lesson(trial.course, lesson_key, trial.course.source_language)
    check = find_check(source.body, activity_key)
    if check is None:
        return trial, {}
    refusal = _refuse(check, answers)
    if refusal is not None:
        return replace(trial, refusal=refusal), {}
    found = grade(check, answers)
    attempts = [
        Attempt(
            lesson_key=lesson_key,
            activity_key=activity_key,
            number=each,
            answers={key: list(chosen) for key, chosen in answers.items()},
            outcome=dict(found.outcome),
            score_percent=found.score_percent,
            pass_mark_percent=check.pass_mark_percent,
            is_passed=found.is_passed and each == number,
            submitted_at=timezone.now(),
            language=trial.language,
        )
        for each in range(1, number + 1)
    ]
    if found.is_passed:
        trial = _further(trial, str(lesson_key), activity_key)
    return trial, {activity_key: attempts}


def _refuse(check: Check, answers: Answers) -> Refusal | None:
    missing = unanswered(check, answers)
    if not fits(check, answers):
        words = _(
            "This check was changed while you were answering. Look through the questions "
            "once more. Your answers that still fit are kept, and no attempt was spent."
        )
    elif missing:
        words = _("Some questions have no answer yet. No attempt was spent.")
    else:
        return None
    return Refusal(check.key, answers, words, check, missing)


def _translated(
    course: Course, lesson_key: str, state: str, terms: Terms, languages: list[tuple[str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """Each language with its name and the address of this lesson in it."""
    return tuple(
        (code, name, trial_url(course, lesson_key, state, replace(terms, language=code)))
        for code, name in languages
    )


def _further(trial: Trial, lesson_key: str, activity_key: str) -> Trial:
    course, outline = trial.course, trial.outline
    terms = Terms(trial.language, trial.until, trial.score)
    languages = [(code, name) for code, name, _url in trial.languages]
    lesson = next(each for each in outline.lessons() if each.key == lesson_key)
    done = with_lesson(lesson, trial.done | {(lesson_key, activity_key)})
    return replace(
        trial,
        done=done,
        check_url=trial.lesson_url(lesson_key, done),
        done_url=trial.lesson_url(lesson_key, done | {(lesson_key, READING)}),
        languages=_translated(course, lesson_key, encode(outline, done), terms, languages),
    )
