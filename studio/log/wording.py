"""One entry of the log in words: who, what, about whom or what, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import PageLogEntry

from certificates.models import Certificate
from core.moments import say_briefly
from courses.actions import Audience
from courses.models import Course, CourseRun
from courses.rights_log import ADMINISTRATORS, AUTHORS
from learning.models import Enrollment, ResultKind
from users.models import User

GROUPS = {AUTHORS: gettext_lazy("As author"), ADMINISTRATORS: gettext_lazy("As administrator")}


@dataclass(frozen=True, slots=True)
class Line:
    """`about` with its address, where there is one; `details`: a sentence each."""

    at: datetime
    who: str
    what: str
    about: str
    url: str
    details: tuple[str, ...]


class Names:
    """What the entries of one page name, read at once: two queries, and one for certificates."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.runs = {run.pk: run for run in course.runs.select_related("course")}
        self.enrollments: dict[int, Enrollment] = {}
        self.people: dict[int, User] = {}
        self._of_certificate: dict[int, int] = {}

    def learn(self, entries: Iterable[Any]) -> None:
        """Read whom these entries are about."""
        rows = [*entries]
        certificates = _keys(rows, Certificate)
        if certificates:
            found = Certificate.objects.filter(pk__in=certificates)
            self._of_certificate = dict(found.values_list("pk", "enrollment_id"))
        keys = {*_keys(rows, Enrollment), *self._of_certificate.values()}
        self.enrollments = Enrollment.objects.select_related("learner").in_bulk(keys)
        self.people = User.objects.in_bulk(
            {row.data["user"] for row in rows if isinstance(row.data.get("user"), int)}
        )

    def enrollment_of(self, entry: Any) -> Enrollment | None:
        key = int(entry.object_id)
        if _model_of(entry) is Certificate:
            key = self._of_certificate.get(key, 0)
        return self.enrollments.get(key)


def _keys(rows: Iterable[Any], model: type) -> set[int]:
    return {
        int(row.object_id)
        for row in rows
        if not isinstance(row, PageLogEntry) and _model_of(row) is model
    }


def _model_of(entry: Any) -> type[Model] | None:
    """No query: Django keeps the kinds of rows in memory."""
    return ContentType.objects.get_for_id(entry.content_type_id).model_class()


def say(entry: Any, names: Names) -> Line:
    """The row as people read it."""
    about, url = _about(entry, names)
    return Line(
        at=entry.timestamp,
        who=_who(entry),
        what=str(entry.message),
        about=about,
        url=url,
        details=tuple(_details(entry, names)),
    )


def _who(entry: Any) -> str:
    if entry.user is not None and entry.user.erased_at is not None:
        return _("A closed account")
    return str(entry.user_display_name) if entry.user_id else _("By itself")


def person_of(user: User | None) -> str:
    if user is None or user.erased_at is not None:
        return _("A closed account")
    return user.name or user.email


def _about(entry: Any, names: Names) -> tuple[str, str]:
    if isinstance(entry, PageLogEntry):
        return entry.label, reverse("wagtailadmin_pages:edit", args=[entry.page_id])
    model = _model_of(entry)
    if model in (Enrollment, Certificate):
        enrollment = names.enrollment_of(entry)
        if enrollment is None:
            return entry.label, ""
        return person_of(enrollment.learner), reverse("studio:learner", args=[enrollment.pk])
    if model is CourseRun:
        return entry.label, reverse("studio:run", args=[entry.object_id])
    if "user" in entry.data:
        return person_of(names.people.get(entry.data["user"])), ""
    return entry.label, ""


def _details(entry: Any, names: Names) -> Iterator[str]:
    data = entry.data
    if isinstance(data.get("changed"), dict):
        run = names.runs.get(int(entry.object_id))
        yield from _changes(data["changed"], run)
    if data.get("group") in GROUPS:
        yield str(GROUPS[data["group"]])
    if data.get("audience") in Audience.values:
        yield str(Audience(data["audience"]).label)
    if data.get("outline"):
        yield _("Outline number %(number)s") % {"number": data["outline"]}
    if data.get("kind") in ResultKind.values:
        yield str(ResultKind(data["kind"]).label)
    if isinstance(data.get("from"), str) and "to" in data:
        yield f"{data['from']} → {data['to']}"
    comment = str(getattr(entry, "comment", "") or "")
    if comment:
        yield comment


def _changes(changed: Mapping[str, Any], run: CourseRun | None) -> Iterator[str]:
    for name, values in changed.items():
        field = _field(name)
        label = capfirst(str(field.verbose_name)) if field else name
        if isinstance(values, list) and len(values) == 2 and all(map(_is_plain, values)):
            before, after = (_said(value, field, run) for value in values)
            yield f"{label}: {before} → {after}"
        else:
            yield label


def _field(name: str) -> Field | None:
    fields = {field.name: field for field in CourseRun._meta.fields}
    return fields.get(name)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | bool)


def _said(value: Any, field: Field | None, run: CourseRun | None) -> str:
    """A moment in the zone of its run; a choice by its name."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(field.flatchoices) if field is not None else {}
    if value in choices:
        return str(choices[value])
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)
    if moment.tzinfo is None:
        return str(value)
    return say_briefly(moment, run.time_zone if run else "UTC")
