"""What all said together, of one run. Never about fewer than five people.

There are no results over several runs: from two such figures those of a small run could be told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from courses.models import CourseRun, LessonPage
from feedback.models import COURSE, Response
from feedback.questions import SCALE, Question, course_questions, lesson_questions

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Bar:
    rating: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Result:
    """`is_hidden`: fewer than five people have answered, so nothing is told, not even how many.

    `lesson` is the title of the lesson, "" for the form at the end. `texts` in no order of time.
    """

    question: Question
    lesson: str
    is_hidden: bool
    count: int = 0
    average: float = 0.0
    bars: tuple[Bar, ...] = ()
    texts: tuple[str, ...] = ()


def read_results(run: CourseRun) -> list[Result]:
    """First the end of the course, then the lessons in their order. Two queries.

    A question that its author took out is not shown any more.
    """
    rows = Response.objects.filter(enrollment__run=run)
    given: dict[tuple[str, str], list[tuple[int | None, str]]] = {}
    for lesson, key, rating, text in rows.values_list(
        "lesson_key", "question_key", "rating", "text"
    ).order_by():
        given.setdefault((lesson, key), []).append((rating, text))
    results = [
        _result(question, "", given.get((COURSE, question.key), []))
        for question in course_questions()
    ]
    results += [
        _result(question, title, given.get((lesson, question.key), []))
        for lesson, title, question in _asked_in_lessons(run)
    ]
    return results


def _asked_in_lessons(run: CourseRun) -> list[tuple[str, str, Question]]:
    course = run.course
    outline = course.newest_outline.outline if course.newest_outline else None
    order = [lesson.key for lesson in outline.lessons()] if outline else []
    pages = LessonPage.objects.live().filter(
        translation_key__in=order, locale__language_code=course.source_language
    )
    by_key = {str(page.translation_key): page for page in pages}
    return [
        (key, by_key[key].title, question)
        for key in order
        if key in by_key
        for question in lesson_questions(by_key[key].body)
    ]


def _result(question: Question, lesson: str, given: list[tuple[int | None, str]]) -> Result:
    is_scale = question.kind == SCALE
    fitting = [each for each in given if (each[0] is not None) == is_scale]
    if len(fitting) < FEWEST:
        return Result(question, lesson, is_hidden=True)
    if not is_scale:
        texts = tuple(sorted(text for _rating, text in fitting))
        return Result(question, lesson, is_hidden=False, count=len(fitting), texts=texts)
    counts = Counter(rating for rating, _text in fitting)
    bars = tuple(
        Bar(rating, counts[rating], round(100 * counts[rating] / len(fitting)))
        for rating in range(5, 0, -1)
    )
    average = sum(rating * count for rating, count in counts.items() if rating) / len(fitting)
    return Result(question, lesson, is_hidden=False, count=len(fitting), average=average, bars=bars)
