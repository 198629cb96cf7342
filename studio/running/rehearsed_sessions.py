"""The live sessions of a run in its rehearsal: by the rules that the task of reminders asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses.models import CourseRun
from learning import schedule as learning_schedule
from live import schedule
from live.mails import SESSION_REMINDER, reminder_values
from live.models import LiveSession
from live.naming import keep_names
from live.schedule import Kind, Reason, Reminder, when_of

from .rehearsed_mails import Mail, Mails, render_mail


@dataclass(frozen=True, slots=True)
class SessionMoment:
    """The same thing at the same moment is equal for everybody whom it concerns."""

    at: datetime
    kind: Kind
    session: int
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """Those that stand, by pk; each comes with the run and its course that were read before."""

    rows: Mapping[int, LiveSession]

    def moments(self, person: learning_schedule.Person) -> tuple[SessionMoment, ...]:
        """From when they are in the run."""
        return tuple(self._moments(person))

    def say(self, moment: SessionMoment) -> str:
        values = {"title": self.rows[moment.session].title}
        if moment.reminder is not None:
            return {
                Reason.DAY: _("Reminder: “%(title)s” is tomorrow"),
                Reason.HOUR: _("Reminder: “%(title)s” starts within the hour"),
            }[moment.reminder.reason] % values
        return {
            Kind.OPENS: _("One can join “%(title)s”"),
            Kind.STARTS: _("“%(title)s” starts"),
            Kind.ENDS: _("“%(title)s” ends"),
        }[moment.kind] % values

    def mail(self, mails: Mails, number: int, moment: SessionMoment) -> Mail | None:
        if moment.reminder is None:
            return None
        learner = mails.learner(number)
        session = self.rows[moment.session]
        values = reminder_values(session, learner, mails.titles, moment.reminder, at=moment.at)
        return render_mail(learner.language, SESSION_REMINDER, values)

    def _moments(self, person: learning_schedule.Person) -> Iterator[SessionMoment]:
        who = schedule.Person(enrolled_at=person.enrolled_at)
        for session in self.rows.values():
            for each in schedule.moments(when_of(session), who):
                if each.at >= person.enrolled_at:
                    yield SessionMoment(each.at, each.kind, session.pk, each.reminder)


def read_sessions(run: CourseRun) -> Sessions:
    """Two queries: their rows, and what they are called in other languages."""
    rows = list(LiveSession.objects.uncancelled().filter(run=run))
    for row in rows:
        row.run = run
    keep_names([row for row in rows if row.activity_key])
    return Sessions({row.pk: row for row in rows})
