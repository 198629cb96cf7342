"""Asking for a seat in a run whose team decides, on the page where others enroll."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CourseRun, EnrollmentMode
from learning.actions import apply_for_seat, take_back_application
from learning.forms import QuestionsForm
from learning.models import Application, ApplicationState

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Asking:
    """`application`: what they asked before. `is_asked`: whether this run has to be asked."""

    run: CourseRun
    application: Application | None
    form: QuestionsForm

    @classmethod
    def of(cls, request: HttpRequest, run: CourseRun) -> Asking:
        """One query in a run whose team decides, else none."""
        found = None
        if run.enrollment_mode == EnrollmentMode.APPROVAL:
            found = Application.objects.visible_to(request.user).filter(run=run).first()
        is_sent = request.method == "POST" and request.POST.get("deed") == "apply"
        return cls(run, found, QuestionsForm(request.POST if is_sent else None, run=run))

    @property
    def is_asked(self) -> bool:
        if self.run.enrollment_mode != EnrollmentMode.APPROVAL:
            return False
        return self.application is None or self.application.state != ApplicationState.ACCEPTED

    @property
    def is_pending(self) -> bool:
        return self.application is not None and self.application.state == ApplicationState.PENDING

    @property
    def is_refused(self) -> bool:
        return self.application is not None and self.application.state == ApplicationState.REFUSED

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        """Ask, or take it back; None where the form says what is missing.

        Raises EnrollmentRefused.
        """
        learner = cast("User", request.user)
        if request.POST.get("deed") == "take-back":
            if take_back_application(learner=learner, run=self.run):
                messages.success(request, _("You ask no longer for a seat."))
            return redirect("learning:enroll", self.run.slug)
        if not self.form.is_bound:
            return redirect("learning:enroll", self.run.slug)
        if not self.form.is_valid():
            return None
        apply_for_seat(learner=learner, run=self.run, answers=self.form.answers, at=timezone.now())
        messages.success(request, _("The team has your question for a seat and writes to you."))
        return redirect("learning:enroll", self.run.slug)
