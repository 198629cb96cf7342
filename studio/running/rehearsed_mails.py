"""The example people of a rehearsal, and the mails that they and the team would get.

By the functions that queue them, rendered as the ledger renders them. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language

from courses.models import CourseRun
from learning.mails import (
    CONFIRMATION,
    REMINDER,
    SEAT_LAPSED,
    SEAT_OFFERED,
    TOO_FEW,
    confirmation_values,
    minimum_values,
    reminder_values,
    waiting_values,
)
from learning.models import Enrollment, WaitingPlace
from learning.schedule import Kind, Moment, Person, offer_ends
from mail.models import Delivery
from mail.rendering import render_message
from users.models import User

EXAMPLE: Final = "reader@example.org"


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody who enrolls when enrollment opens, by day where they are. `begins`: who opens the
    first lesson at the start and then stops; else they never begin."""

    place: str
    language: str
    time_zone: str
    begins: bool = False


EXAMPLES: Final = (
    Example("Kathmandu", "ne", "Asia/Kathmandu", begins=True),
    Example("Suva", "en", "Pacific/Fiji"),
    Example("Dhaka", "bn", "Asia/Dhaka"),
)


@dataclass(frozen=True, slots=True)
class Mail:
    language: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Mails:
    """`titles`: of the course, by language. `freed_at`: when a seat is offered to each of them."""

    run: CourseRun
    examples: Sequence[Example]
    people: Sequence[Person]
    titles: Mapping[str, str]
    freed_at: datetime | None = None

    def of(self, number: int, moment: Moment) -> Mail | None:
        """What this person gets at this moment."""
        language = self.examples[number].language
        if moment.kind == Kind.ENROLLED:
            title = self.titles.get(language, self.run.course.title)
            values = confirmation_values(self._enrollment(number), title)
            return render_mail(language, CONFIRMATION, values)
        if moment.kind in (Kind.SEAT_OFFERED, Kind.SEAT_LAPSES):
            template = SEAT_OFFERED if moment.kind == Kind.SEAT_OFFERED else SEAT_LAPSED
            return render_mail(language, template, waiting_values(self._place(number), self.titles))
        if moment.reminder is not None:
            titles = {self.run.course.key: self.titles}
            values = reminder_values(self._enrollment(number), moment.reminder, titles)
            return render_mail(language, REMINDER, values)
        return None

    def to_team(self) -> Mail:
        """While nobody is enrolled, in the language of whoever looks."""
        language = get_language() or "en"
        values = minimum_values(self.run, User(language=language), self.titles, enrolled=0)
        return render_mail(language, TOO_FEW, values)

    def learner(self, number: int) -> User:
        example = self.examples[number]
        return User(name=example.place, language=example.language, time_zone=example.time_zone)

    def _enrollment(self, number: int) -> Enrollment:
        return Enrollment(
            learner=self.learner(number),
            run=self.run,
            enrolled_at=self.people[number].enrolled_at,
            enrolled_count=1,
        )

    def _place(self, number: int) -> WaitingPlace:
        at = self.freed_at
        return WaitingPlace(
            learner=self.learner(number),
            run=self.run,
            offered_at=at,
            offer_ends_at=offer_ends(self.run, at=at) if at else None,
        )


def render_mail(language: str, template: str, values: dict[str, Any]) -> Mail:
    message = render_message(
        Delivery(
            template=template,
            language=language,
            to_email=EXAMPLE,
            context=values,
            key="rehearsal",
        )
    )
    html = next((str(content) for content, _kind in message.alternatives), "")
    return Mail(language, str(message.subject), str(message.body), html)
