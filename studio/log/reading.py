"""Entries of Wagtail's log about a course, newest first, a page at a time.

Pages, the course with its runs and its provider, and people lie in three places. Each is asked for
one page from the same moment on, so that their number does not grow with the course.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from certificates.models import Certificate
from core.numbers import number_of
from courses.models import Course, CoursePage, CourseRun, Provider
from learning.models import Enrollment, WaitingPlace
from studio.log.wording import Line, Names, say

PAGE: Final = 50


class Show(models.TextChoices):
    ALL = "all", _("Everything")
    PAGES = "pages", _("Pages and outline")
    RUNS = "runs", _("Runs")
    PEOPLE = "people", _("People")
    RIGHTS = "rights", _("Rights")


@dataclass(frozen=True, slots=True)
class Place:
    """After which entry a page begins. `source` orders what happened at the same moment."""

    at: datetime
    source: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.source}_{self.pk}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """None for what is no place."""
        at, *numbers = (*text.split("_"), "", "")[:3]
        source, pk = (number_of(each) for each in numbers)
        if source is None or pk is None:
            return None
        try:
            moment = datetime.fromisoformat(at.replace(" ", "+"))
            return cls(moment.astimezone(UTC), source, pk) if moment.tzinfo else None
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: tuple[Line, ...]
    next: Place | None


Entries = QuerySet[Any]


def read_course_log(course: Course, *, show: Show, before: Place | None) -> LogPage:
    """Whatever its size: an entry list for each source, then the names that they need."""
    sources = {
        Show.PAGES: [_pages(course), _of_rows(Course, [course.pk])],
        Show.RUNS: [_of_rows(CourseRun, course.runs.values_list("pk", flat=True))],
        Show.PEOPLE: [_people(Q(run__course=course))],
        Show.RIGHTS: [_of_rows(Provider, [course.provider_id])],
    }
    asked = (
        sources[show] if show in sources else [each for all_ in sources.values() for each in all_]
    )
    return _read(asked, Names(course), before)


def read_person_log(enrollment: Enrollment, *, before: Place | None) -> LogPage:
    """All that was done with this row, its certificates, and the waiting for its seat."""
    people = _people(Q(pk=enrollment.pk))
    waited = WaitingPlace.objects.filter(run=enrollment.run_id, learner=enrollment.learner_id)
    places = _of_rows(WaitingPlace, waited.values_list("pk", flat=True))
    return _read([people, places], Names(enrollment.run.course), before)


def _pages(course: Course) -> Entries:
    """Of the pages that are there, in every language."""
    roots = CoursePage.objects.filter(translation_key=course.key).values_list("path", flat=True)
    below = Q(pk=None)
    for path in roots:
        below |= Q(path__startswith=path)
    pages = Page.objects.filter(below).values("pk")
    return PageLogEntry.objects.filter(page__in=pages).select_related("user")


def _of_rows(model: type[models.Model], keys: Any) -> Entries:
    return ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id__in=[str(key) for key in keys],
    ).select_related("user")


def _people(which: Q) -> Entries:
    """Of enrollments and their certificates; the log keeps their keys as text."""
    enrollments = Enrollment.objects.filter(which)
    certificates = Certificate.objects.filter(enrollment__in=enrollments.values("pk"))
    is_theirs = Q()
    for model, rows in ((Enrollment, enrollments), (Certificate, certificates)):
        kind = ContentType.objects.get_for_model(model)
        keys = rows.annotate(key=Cast("pk", CharField())).order_by().values("key")
        is_theirs |= Q(content_type=kind, object_id__in=keys)
    return ModelLogEntry.objects.filter(is_theirs).select_related("user")


def _read(sources: list[Entries], names: Names, before: Place | None) -> LogPage:
    found = [
        [*_entries(entries, number, before)[: PAGE + 1]] for number, entries in enumerate(sources)
    ]
    merged = [*heapq.merge(*(map(_placed, each, repeat(n)) for n, each in enumerate(found)))]
    shown = [entry for _key, entry, _place in merged[:PAGE]]
    names.learn(shown)
    place = merged[PAGE - 1][2] if len(merged) > PAGE else None
    return LogPage(tuple(say(entry, names) for entry in shown), place)


def _entries(entries: Entries, number: int, before: Place | None) -> Entries:
    if before is not None:
        here = Q(timestamp=before.at)
        if number == before.source:
            here &= Q(pk__lt=before.pk)
        elif number < before.source:
            here = Q(pk=None)
        entries = entries.filter(Q(timestamp__lt=before.at) | here)
    return entries.order_by("-timestamp", "-pk")


def _placed(entry: Any, number: int) -> tuple[tuple[float, int, int], Any, Place]:
    key = (-entry.timestamp.timestamp(), number, -entry.pk)
    return key, entry, Place(entry.timestamp, number, entry.pk)
