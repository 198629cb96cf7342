"""Answer a knowledge check inside a lesson. Without JavaScript the lesson is shown again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from courses.outline import Lesson
from learning.actions import RecordingRefused
from learning.models import Enrollment
from learning.standing import lesson_at, outline_of, read_standing
from learning.views.gate import opens_lessons, page_context
from learning.views.lesson import lesson_context

from .actions import AttemptRefused, CheckGone, NotTaken, Unanswered, submit_attempt
from .grading import Answers
from .showing import Refusal

# Names of the form's fields: the number of the attempt, and a question's key after this.
NUMBER, QUESTION = "number", "question-"


@require_http_methods(["GET", "HEAD", "POST"])
@opens_lessons
def check(
    request: HttpRequest, enrollment: Enrollment, lesson_slug: str, activity_key: str
) -> HttpResponse:
    """POST hands in one attempt. GET (after signing in again) leads to the check."""
    current = lesson_at(outline_of(enrollment), slug=lesson_slug)
    if current is None:
        raise Http404
    back = _address(enrollment, current, activity_key)
    if request.method != "POST":
        return redirect(back)
    answers, refusal, status = read_answers(request.POST), None, 200
    try:
        submit_attempt(
            enrollment=enrollment,
            lesson_key=current.key,
            activity_key=activity_key,
            answers=answers,
            language=get_language() or enrollment.run.course.source_language,
            at=timezone.now(),
            number=read_number(request.POST),
        )
    except RecordingRefused:
        return redirect("learning:resume", enrollment.run.slug)
    except CheckGone as error:
        return _say_gone(request, enrollment, current, error)
    except NotTaken as error:
        refusal = Refusal.of(error, activity_key, answers)
        status = 422 if isinstance(error, Unanswered) else 409
    except AttemptRefused:
        pass  # Passed, or no attempts left: the check itself says so.
    if getattr(request, "htmx", False):
        return _show_part(request, enrollment, current, activity_key, refusal)
    if refusal is None:
        return redirect(back)
    context = _context(request, enrollment, current)
    if context is None:
        return redirect(back)
    return render(request, "learning/lesson.html", {**context, "refusal": refusal}, status=status)


def read_answers(data: QueryDict) -> Answers:
    """What was chosen, by question; a question without a choice is not named."""
    return {
        name.removeprefix(QUESTION): sorted(set(chosen))
        for name, chosen in data.lists()
        if name.startswith(QUESTION)
    }


def read_number(data: QueryDict) -> int | None:
    """Which attempt the form was shown for, or None where that is not a number."""
    text = data.get(NUMBER, "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _address(enrollment: Enrollment, current: Lesson, activity_key: str) -> str:
    lesson = reverse("learning:lesson", args=[enrollment.run.slug, current.slug])
    return f"{lesson}#check-{activity_key}"


def _context(
    request: HttpRequest, enrollment: Enrollment, current: Lesson
) -> dict[str, Any] | None:
    """The lesson page as it is now: the attempt may have changed where the learner stands."""
    fresh = Enrollment.objects.with_outline().get(pk=enrollment.pk)
    return lesson_context(request, read_standing(fresh), current)


def _show_part(
    request: HttpRequest,
    enrollment: Enrollment,
    current: Lesson,
    activity_key: str,
    refusal: Refusal | None,
) -> HttpResponse:
    """What htmx puts in place: the check, and out of band foot, bar and route."""
    context = _context(request, enrollment, current)
    blocks = context["page"].body if context else ()
    block = next((each for each in blocks if each.id == activity_key), None)
    if context is None or block is None:
        response = HttpResponse()
        response["HX-Redirect"] = _address(enrollment, current, activity_key)
        return response
    return render(request, "quizzes/answered.html", {**context, "block": block, "refusal": refusal})


def _say_gone(
    request: HttpRequest, enrollment: Enrollment, current: Lesson, error: CheckGone
) -> HttpResponse:
    """The author took the check out while it was being answered."""
    if getattr(request, "htmx", False):
        return render(request, "quizzes/includes/gone.html", {"message": error})
    context = {
        **page_context(request, read_standing(enrollment)),
        "lesson": current,
        "message": error,
    }
    return render(request, "quizzes/check_gone.html", context, status=410)
