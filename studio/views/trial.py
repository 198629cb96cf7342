"""Try a draft course as a learner, without leaving traces: no row is written by any of it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.numbers import number_of
from core.offering import offer
from courses.models import Course
from courses.outline import Outline
from learning.trial import ALL_RIGHT, encode
from quizzes.views import read_answers, read_number
from studio.trial import (
    Far,
    Terms,
    answer,
    done_before,
    first_lesson,
    languages_of,
    read_trial,
    show_trial,
    trial_course,
    trial_url,
)
from studio.views.courses import find_course


class TryForm(forms.Form):
    """As whom: where, how far, in which language."""

    module = forms.ChoiceField(label=_("Where"))
    far = forms.ChoiceField(
        label=_("How far"), choices=Far, initial=Far.BEGIN, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language"))
    score = forms.IntegerField(
        label=_("Result in each check that is done, in percent"),
        required=False,
        min_value=0,
        max_value=ALL_RIGHT,
        initial=ALL_RIGHT,
        help_text=_("Empty: everything right. It matters where the course asks for a score."),
        error_messages={
            "invalid": _("Write a number from 0 to 100."),
            "min_value": _("Write a number from 0 to 100."),
            "max_value": _("Write a number from 0 to 100."),
        },
    )
    closes = forms.BooleanField(label=_("Later modules are not open yet"), required=False)

    def __init__(self, data: object, *, outline: Outline, languages: list[tuple[str, str]]) -> None:
        super().__init__(data or None, label_suffix="")  # type: ignore[arg-type]
        self.modules = [module for module in outline.modules if module.lessons]
        places = [(module.key, module.title) for module in self.modules]
        offer(self, "module", places)
        offer(self, "language", languages)


@require_safe
def course_try(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a place; from there on it is the player."""
    course = find_course(request, pk)
    outline = trial_course(course).outline
    form = TryForm(request.GET, outline=outline, languages=languages_of(course))
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["module"]
        module = next(each for each in form.modules if each.key == key)
        done = done_before(module, outline, Far(form.cleaned_data["far"]))
        lesson = first_lesson(module, done)
        terms = Terms(
            language=form.cleaned_data["language"],
            until=outline.modules.index(module) + 1 if form.cleaned_data["closes"] else 0,
            score=ALL_RIGHT if form.cleaned_data["score"] is None else form.cleaned_data["score"],
        )
        return redirect(trial_url(course, lesson.key, encode(outline, done), terms))
    return render(request, "studio/course_try.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def try_lesson(request: HttpRequest, pk: int, lesson_key: UUID) -> HttpResponse:
    """A lesson of the draft as this learner meets it; by POST a check of it is answered."""
    course = find_course(request, pk)
    trial = read_trial(course, lesson_key, request.GET.get("done", ""), _terms(request, course))
    if trial is None:
        raise Http404
    if trial.is_closed(str(lesson_key)):
        messages.info(request, gettext("This lesson is not open yet to this learner."))
        return redirect("studio:course-try", pk=course.pk)
    if request.method != "POST":
        return show_trial(request, trial, lesson_key)
    number = min(max(read_number(request.POST) or 1, 1), 99)
    trial, attempts = answer(
        trial, lesson_key, request.POST.get("check", ""), read_answers(request.POST), number
    )
    status = 422 if trial.refusal else 200
    return show_trial(request, trial, lesson_key, attempts, status=status)


def _terms(request: HttpRequest, course: Course) -> Terms:
    """As the address says; what it does not say, or cannot say, is as at first."""
    score = number_of(request.GET.get("score", ""))
    return Terms(
        language=request.GET.get("language", "") or course.source_language,
        until=number_of(request.GET.get("until", "")) or 0,
        score=ALL_RIGHT if score is None else min(score, ALL_RIGHT),
    )
