"""The host's list as a page sends it: who is ticked, and what was shown before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.numbers import number_of
from live.models import LiveSession
from studio.sessions.desk import Line

MOST: Final = 200


@dataclass(slots=True)
class AttendanceForm:
    """Only what differs from what was shown is a change: two hosts may tick at once.

    Each person of the page sends `was` ("12:90": the enrollment, and the minutes listed; "12:" for
    none), `came` where they are ticked, and `minutes-12`, empty for the whole time. Minutes without
    a tick are one, where none was before.
    """

    came: dict[int, int | None] = field(default_factory=dict)
    not_came: list[int] = field(default_factory=list)
    shown: Mapping[int, int | None] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    typed: dict[int, tuple[bool, str]] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return not self.errors


def read_form(data: QueryDict, session: LiveSession) -> AttendanceForm:
    """Pure."""
    form = AttendanceForm(shown=_shown(data))
    ticked = {number_of(value) for value in data.getlist("came")}
    is_everybody = bool(data.get("everybody"))
    for person, before in form.shown.items():
        text = data.get(f"minutes-{person}", "").strip()
        is_ticked = person in ticked or (before is None and (bool(text) or is_everybody))
        form.typed[person] = (is_ticked, text)
        if not is_ticked:
            if before is not None:
                form.not_came.append(person)
            continue
        minutes = _minutes(text, session)
        if text and minutes is None:
            words = _("Write from 1 to %(most)d minutes, or nothing for the whole time.")
            form.errors[person] = words % {"most": session.length}
        elif before != (session.length if minutes is None else minutes):
            form.came[person] = minutes
    return form


@dataclass(frozen=True, slots=True)
class Fields:
    """As the fields of one person stand on the page. Empty `minutes`: the whole time."""

    is_ticked: bool
    minutes: str
    error: str


def fields_for(form: AttendanceForm, line: Line, session: LiveSession) -> Fields:
    """What was typed, else what is listed."""
    person = line.enrollment.pk
    if person in form.typed:
        is_ticked, text = form.typed[person]
        return Fields(is_ticked, text, form.errors.get(person, ""))
    is_whole = line.listed is None or line.listed >= session.length
    return Fields(line.listed is not None, "" if is_whole else str(line.listed), "")


def _shown(data: QueryDict) -> Mapping[int, int | None]:
    shown: dict[int, int | None] = {}
    for value in data.getlist("was")[:MOST]:
        person, _colon, minutes = value.partition(":")
        known = number_of(person)
        if known is not None:
            shown[known] = number_of(minutes)
    return shown


def _minutes(text: str, session: LiveSession) -> int | None:
    minutes = number_of(text)
    return minutes if minutes is not None and 1 <= minutes <= session.length else None
