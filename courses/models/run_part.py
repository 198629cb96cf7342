"""Which run of a course is a part of which run of a programme."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .course import Course
from .run import CourseRun


class RunPart(models.Model):
    """`part_run` is a run of `course`, and `course` a part in the outline of the programme.

    Whoever enrolls in `run` is enrolled in `part_run`. A programme is never part of another: see
    `courses.actions.choose_part_runs`.
    """

    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="parts")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    part_run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="used_in")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("course of a programme’s run")
        verbose_name_plural = _("courses of a programme’s run")
        constraints = [
            models.UniqueConstraint(fields=["run", "course"], name="courses_runpart_course_once"),
            models.CheckConstraint(
                condition=~Q(run=F("part_run")), name="courses_runpart_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.part_run_id}"
