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

from courses.outline import Outline
from learning.trial import encode
from quizzes.views import read_answers, read_number
from studio.trial import (
    Far,
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
from studio.views.people import number_of


class TryForm(forms.Form):
    """As whom: where, how far, in which language."""

    module = forms.ChoiceField(label=_("Where"))
    far = forms.ChoiceField(
        label=_("How far"), choices=Far, initial=Far.BEGIN, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language"))
    closes = forms.BooleanField(label=_("Later modules are not open yet"), required=False)

    def __init__(self, data: object, *, outline: Outline, languages: list[tuple[str, str]]) -> None:
        super().__init__(data or None, label_suffix="")  # type: ignore[arg-type]
        self.modules = [module for module in outline.modules if module.lessons]
        places = [(module.key, module.title) for module in self.modules]
        self.fields["module"].choices = places  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


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
        language = form.cleaned_data["language"]
        until = outline.modules.index(module) + 1 if form.cleaned_data["closes"] else 0
        return redirect(trial_url(course, lesson.key, language, encode(outline, done), until))
    return render(request, "studio/course_try.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def try_lesson(request: HttpRequest, pk: int, lesson_key: UUID) -> HttpResponse:
    """A lesson of the draft as this learner meets it; by POST a check of it is answered."""
    course = find_course(request, pk)
    language, state = request.GET.get("language", ""), request.GET.get("done", "")
    until = number_of(request.GET.get("until", "")) or 0
    trial = read_trial(course, lesson_key, language or course.source_language, state, until)
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
