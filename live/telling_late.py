"""Everybody in the run hears at once that a session starts later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from core.moments import is_zone, say_span
from learning.mails import course_titles
from learning.models import Enrollment
from live.alike import alike
from live.mails import SESSION_LATE, session_values, skip_outdated, where_of, write_letter
from live.models import LiveSession
from mail.queueing import Letter
from notifications.actions import tell
from notifications.kinds import Kind, register_kind
from notifications.models import Way
from users.models import User


def register() -> None:
    """Nobody chooses about it: whoever does not hear of it waits before a closed door."""
    register_kind(
        Kind(
            code=SESSION_LATE,
            label=gettext_lazy("A session starts later"),
            say=_say_late,
            template=SESSION_LATE,
            default=Way.MAIL,
            ways=frozenset({Way.MAIL}),
            is_fixed=True,
        )
    )


def _say_late(values: Mapping[str, Any]) -> str:
    """Older notices hold no `when`."""
    if "when" in values:
        words = _("“%(title)s” starts later than planned. Now it is: %(when)s")
        return words % {"title": values.get("title", "…"), "when": values["when"]}
    words = _("“%(title)s” starts later than planned (+%(minutes)s min).")
    return words % {"title": values.get("title", "…"), "minutes": values.get("minutes", "…")}


def tell_late(session: LiveSession, *, at: datetime) -> int:
    """Returns how many had not heard of this delay. `session` comes with run, course and provider.

    Start and delay make it once: a session that is moved may be late once more. A lesser delay
    that waits to be said is not said any more. The caller holds the transaction, a lock on the
    session, and none on a person.
    """
    skip_outdated(session, templates=[SESSION_LATE])
    rows = Enrollment.objects.with_seat().filter(run=session.run_id, learner__is_active=True)
    enrollments = {row.learner_id: row for row in rows.select_related("learner").order_by("pk")}
    titles = course_titles(session.run.course)
    once = f"{session.pk}:{session.delay_minutes}-{session.starts_at:%Y%m%dT%H%M}"

    minutes = {"minutes": session.delay_minutes}
    say = alike(
        lambda reader: {
            **session_values(session, reader, titles),
            **minutes,
            "when": _say_when(session, reader),
            "session": session.pk,
        }
    )

    def letter(reader: User) -> Letter:
        pk = enrollments[reader.pk].pk
        key, until = f"session-late:{pk}:{once}", session.ends_at
        return write_letter(SESSION_LATE, key, reader, pk, say(reader), until=until)

    return tell(
        kind=SESSION_LATE,
        about=once,
        people=[row.learner for row in enrollments.values()],
        values=alike(
            lambda reader: {
                "title": session.title,
                "when": say(reader)["when"],
                **minutes,
                **where_of(session, reader, titles),
            }
        ),
        target=("live:session", [session.run.slug, str(session.key)]),
        at=at,
        letter=letter,
    )


def _say_when(session: LiveSession, reader: User) -> str:
    """From when to when it really is, on the reader's clock and the host's."""
    host_zone = session.time_zone if is_zone(session.time_zone) else "UTC"
    zones = {"host_zone": host_zone, "reader_zone": reader.time_zone}
    with override(reader.language):
        return say_span(session.begins_at, session.ends_at, **zones)
