"""Where learners say what they think. Who is in the run, and nobody else."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.reading import lesson_page
from feedback.actions import give_feedback
from feedback.forms import FeedbackForm
from feedback.models import COURSE
from feedback.questions import Question, course_questions, lesson_questions
from feedback.showing import given_answers
from learning.models import Enrollment
from learning.standing import lesson_at, outline_of, read_standing
from learning.views.gate import opens_lessons, page_context


@require_http_methods(["GET", "HEAD", "POST"])
@opens_lessons
def course_feedback(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """The short form, for whoever has completed the course; others are led to their progress."""
    if enrollment.completed_at is None:
        return redirect("learning:progress", enrollment.run.slug)
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        questions=course_questions(),
        given=given_answers(enrollment, COURSE),
    )
    if form.is_bound and form.is_valid():
        give_feedback(
            enrollment=enrollment, lesson_key=COURSE, answers=form.answers, at=timezone.now()
        )
        messages.success(request, _("Thank you. You may change your answers at any time."))
        return redirect("feedback:course", enrollment.run.slug)
    context = {**page_context(request, read_standing(enrollment)), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "feedback/course.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@opens_lessons
def lesson_feedback(
    request: HttpRequest, enrollment: Enrollment, lesson_slug: str, question_key: str
) -> HttpResponse:
    """The answer to a question after a lesson. GET leads to the lesson; so does what went well."""
    question = _find_question(enrollment, lesson_slug, question_key)
    lesson = reverse("learning:lesson", args=[enrollment.run.slug, lesson_slug])
    back = f"{lesson}#question-{question.key}"
    if request.method != "POST":
        return redirect(back)
    key = _lesson_key(enrollment, lesson_slug)
    form = FeedbackForm(request.POST, questions=[question], given=given_answers(enrollment, key))
    if form.is_valid():
        give_feedback(
            enrollment=enrollment, lesson_key=key, answers=form.answers, at=timezone.now()
        )
        return redirect(back)
    context = {
        **page_context(request, read_standing(enrollment)),
        "form": form,
        "back_url": back,
    }
    return render(request, "feedback/lesson.html", context, status=422)


def _lesson_key(enrollment: Enrollment, lesson_slug: str) -> str:
    lesson = lesson_at(outline_of(enrollment), slug=lesson_slug)
    if lesson is None:
        raise Http404
    return lesson.key


def _find_question(enrollment: Enrollment, lesson_slug: str, question_key: str) -> Question:
    """As it stands in the lesson that is live. Raises Http404 where its author took it out."""
    course, key = enrollment.run.course, _lesson_key(enrollment, lesson_slug)
    standing = read_standing(enrollment)
    found = None
    if standing.course_map.is_live(key) and standing.is_released(key, at=timezone.now()):
        language = get_language() or course.source_language
        found = lesson_page(course, key, language=language)
    questions = lesson_questions(found.page.body) if found else ()
    question = next((each for each in questions if each.key == question_key), None)
    if question is None:
        raise Http404
    return question
