"""What example people will see and get of a run, moment by moment.

Nothing is decided here: moments come from `learning.schedule` and `live.schedule`, which the tasks
ask too, and mails from the functions that queue them, rendered as the ledger renders them. Nothing
is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.moments import zone_of
from courses.models import CourseRun
from courses.outline import Outline
from learning import schedule
from learning.mails import titles_of
from learning.release import openings
from learning.schedule import Kind, Moment, Person, Reason

from .rehearsed_mails import Example, Mail, Mails
from .rehearsed_sessions import SessionMoment, Sessions, read_sessions

NIGHT_FROM, NIGHT_UNTIL = time(22), time(7)

AnyMoment = Moment | SessionMoment


@dataclass(frozen=True, slots=True)
class Cell:
    """A moment on one person's clock. `day` where it is another day than the host's."""

    place: str
    hour: str
    day: str
    is_night: bool
    mail: Mail | None


@dataclass(frozen=True, slots=True)
class Row:
    """What happens at one moment, and to whom; None for whom it does not concern. `to_team`: the
    mail that the team of the run gets."""

    at: datetime
    hour: str
    what: str
    cells: tuple[Cell | None, ...]
    to_team: Mail | None = None

    @property
    def has_mails(self) -> bool:
        if self.to_team is not None:
            return True
        return any(cell is not None and cell.mail is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`waits`: titles of the modules that open only when the one before them is done."""

    days: tuple[Day, ...]
    waits: tuple[str, ...]


def person_of(example: Example, run: CourseRun, *, at: datetime) -> Person:
    """As the schedule sees this example. `at`: now, for a run without any date."""
    opens_at = run.opens_at or run.starts_at or at
    enrolled_at = schedule.next_waking(example.time_zone, opens_at)
    begins = max(filter(None, (enrolled_at, run.starts_at or run.opens_at)))
    active = schedule.next_waking(example.time_zone, begins) if example.begins else None
    return Person(
        enrolled_at=enrolled_at,
        time_zone=example.time_zone,
        language=example.language,
        last_active_at=active,
    )


def rehearse(
    run: CourseRun,
    outline: Outline,
    examples: Sequence[Example],
    *,
    at: datetime,
    freed_at: datetime | None = None,
) -> Rehearsal:
    """Of a run that was read with its course and provider. Three queries: the course's titles, its
    sessions, and what they are called.

    `freed_at`: when a seat gets free that is offered to each of them, as if they waited for it.
    """
    titles = titles_of([run.course.key])
    people = [person_of(example, run, at=at) for example in examples]
    offers = schedule.seat_moments(run, freed_at=freed_at) if freed_at else ()
    sessions = read_sessions(run)
    found: list[tuple[AnyMoment, ...]] = [
        (*schedule.moments(run, outline, person), *offers, *sessions.moments(person))
        for person in people
    ]
    mails = Mails(run, examples, people, titles[run.course.key] if titles else {}, freed_at)
    stage = Stage(run, outline, examples, people, mails, sessions)
    rows = sorted([*stage.rows(found), *stage.team_rows()], key=lambda row: row.at)
    zone = zone_of(run.time_zone)
    days = groupby(rows, key=lambda row: row.at.astimezone(zone).date())
    return Rehearsal(
        days=tuple(Day(day, tuple(group)) for day, group in days),
        waits=tuple(stage.waiting_modules()),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """The run and the people in it. Nothing of it is saved."""

    run: CourseRun
    outline: Outline
    examples: Sequence[Example]
    people: Sequence[Person]
    mails: Mails
    sessions: Sessions

    def rows(self, found: Sequence[Sequence[AnyMoment]]) -> Iterator[Row]:
        """One for each thing that happens at one moment, however many people it concerns."""
        zone = zone_of(self.run.time_zone)
        shared: dict[AnyMoment, dict[int, AnyMoment]] = {}
        for number, moments in enumerate(found):
            for moment in moments:
                shared.setdefault(moment, {})[number] = moment
        for moment, concerned in shared.items():
            yield Row(
                at=moment.at,
                hour=date_format(moment.at.astimezone(zone), "H:i"),
                what=self._say(moment),
                cells=tuple(
                    self._cell(number, moment) if number in concerned else None
                    for number in range(len(self.people))
                ),
            )

    def team_rows(self) -> Iterator[Row]:
        """What no learner gets."""
        zone = zone_of(self.run.time_zone)
        for moment in schedule.team_moments(self.run):
            yield Row(
                at=moment.at,
                hour=date_format(moment.at.astimezone(zone), "H:i"),
                what=self._say(moment),
                cells=(None,) * len(self.people),
                to_team=self.mails.to_team(),
            )

    def waiting_modules(self) -> Iterator[str]:
        for opening in openings(
            self.run,
            self.outline,
            enrolled_at=self.people[0].enrolled_at,
            missing={lesson.key for lesson in self.outline.lessons()},
        ).items():
            if opening[1].after:
                yield self._module(opening[0])

    def _cell(self, number: int, moment: AnyMoment) -> Cell:
        example = self.examples[number]
        here = moment.at.astimezone(zone_of(example.time_zone))
        host = moment.at.astimezone(zone_of(self.run.time_zone))
        return Cell(
            place=example.place,
            hour=date_format(here, "H:i"),
            day=date_format(here, "j M") if here.date() != host.date() else "",
            is_night=here.time() >= NIGHT_FROM or here.time() < NIGHT_UNTIL,
            mail=self._mail(number, moment),
        )

    def _mail(self, number: int, moment: AnyMoment) -> Mail | None:
        if isinstance(moment, SessionMoment):
            return self.sessions.mail(self.mails, number, moment)
        return self.mails.of(number, moment)

    def _module(self, key: str) -> str:
        return next((each.title for each in self.outline.modules if each.key == key), "")

    def _say(self, moment: AnyMoment) -> str:
        if isinstance(moment, SessionMoment):
            return self.sessions.say(moment)
        if moment.kind == Kind.MODULE_OPENS:
            return _("“%(module)s” opens") % {"module": self._module(moment.module)}
        if moment.reminder is not None:
            return {
                Reason.NOT_STARTED: _("Reminder: has opened no lesson"),
                Reason.STOPPED: _("Reminder: was not there for two weeks"),
                Reason.DEADLINE: _("Reminder: the run ends soon"),
            }[moment.reminder.reason]
        return {
            Kind.ENROLLMENT_OPENS: _("Enrollment opens"),
            Kind.ENROLLMENT_CLOSES: _("Enrollment closes"),
            Kind.ENROLLED: _("Enrolls, and gets a confirmation"),
            Kind.STARTS: _("The run starts, lessons open"),
            Kind.DEADLINE: _("The run ends"),
            Kind.SEAT_OFFERED: _("A seat gets free: whoever waits longest is offered it"),
            Kind.SEAT_LAPSES: _("The offer ends: the seat goes to whoever is next"),
            Kind.DECIDE: _("Too few people so far: the team is asked to decide"),
        }[moment.kind]
