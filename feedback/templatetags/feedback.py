"""In the player: the way to the form at the end, and a question after a lesson."""

from __future__ import annotations

from typing import Any

from django import template

from feedback.forms import FeedbackForm
from feedback.models import COURSE, Response
from feedback.questions import Question
from feedback.showing import given_answers
from learning.models import Enrollment

register = template.Library()
# Where a request keeps what was answered in the lesson that it shows.
GIVEN = "_feedback_given"


@register.inclusion_tag("feedback/invitation.html")
def ask_for_feedback(enrollment: Enrollment) -> dict[str, Any]:
    """One query."""
    answered = Response.objects.filter(enrollment=enrollment, lesson_key=COURSE).exists()
    return {"run": enrollment.run, "is_answered": answered}


@register.inclusion_tag("feedback/question.html", takes_context=True)
def lesson_question(context: dict[str, Any]) -> dict[str, Any]:
    """Takes what the slot takes. One query for all questions of a lesson."""
    request, block, lesson = context["request"], context["block"], context["lesson"]
    given = getattr(request, GIVEN, None)
    if given is None:
        given = given_answers(context["enrollment"], lesson.key)
        setattr(request, GIVEN, given)
    question = Question(str(block.id), block.value["text"], block.value["kind"])
    mine = {key: value for key, value in given.items() if key == question.key}
    return {
        "form": FeedbackForm(questions=[question], given=mine),
        "question": question,
        "run": context["run"],
        "lesson": lesson,
        "is_answered": bool(mine),
        "csrf_token": context.get("csrf_token"),
    }
