"""The mails about sessions: what each says. Queued in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from core.moments import say_zone, zone_of
from learning.models import Enrollment
from live import schedule
from live.alike import alike
from live.changes import Change
from live.models import LiveSession, Place
from live.naming import title_for
from live.schedule import Reminder
from live.series import say_place
from live.showing import show_session
from mail.actions import skip_waiting
from mail.queueing import Letter, queue_many
from notifications.letters import way_out
from users.models import User

# Each is a template, and a kind of notices.
SESSION_REMINDER: Final = "session_reminder"
SESSION_MOVED: Final = "session_moved"
SESSION_MOVED_ALONG: Final = "session_moved_along"  # a line alone: the mail of the first says it
SESSION_CANCELLED: Final = "session_cancelled"
SESSION_MATERIAL: Final = "session_material"
SESSION_LATE: Final = "session_late"
OUTDATED: Final = (SESSION_REMINDER, SESSION_MOVED, SESSION_LATE)
"""What is true no more once the session is moved or cancelled."""


def reminder_key(enrollment_id: int, session_id: int, reminder: Reminder) -> str:
    return f"session-reminder:{enrollment_id}:{session_id}:{reminder.key}"


def moved_key(enrollment_id: int, session_id: int, sequence: int) -> str:
    return f"session-moved:{enrollment_id}:{session_id}:{sequence}"


def skip_outdated(*sessions: LiveSession, templates: Iterable[str] = OUTDATED) -> None:
    """What waits of these mails about them is not sent any more. One query."""
    skip_waiting(templates=templates, name="session", values=[each.pk for each in sessions])


def remind(
    session: LiveSession,
    chosen: Sequence[tuple[Enrollment, Reminder]],
    titles: Mapping[str, str],
    place: tuple[int, int] | None = None,
    *,
    at: datetime,
    until: datetime,
) -> None:
    """One mail for each. One query. `session` comes with its run, course and provider.

    `until`: one that cannot leave by then says what is not true any more, and never does.
    """

    def say(reminder: Reminder) -> Callable[[User], dict[str, Any]]:
        return alike(
            lambda reader: reminder_values(session, reader, titles, reminder, place, at=at)
        )

    known = {each: say(each) for each in {reminder for _enrollment, reminder in chosen}}
    queue_many(
        write_letter(
            SESSION_REMINDER,
            reminder_key(enrollment.pk, session.pk, reminder),
            enrollment.learner,
            enrollment.pk,
            {**known[reminder](enrollment.learner), "session": session.pk},
            until=until,
        )
        for enrollment, reminder in chosen
    )


def write_letter(
    template: str,
    key: str,
    reader: User,
    enrollment_id: int,
    values: Mapping[str, Any],
    *,
    until: datetime | None = None,
) -> Letter:
    """To one of many: `values` say the same to all who read as they do."""
    theirs = {"name": reader.name, "enrollment": enrollment_id}
    return Letter(key, template, reader, {**values, **theirs}, useful_until=until)


def reminder_values(
    session: LiveSession,
    reader: User,
    titles: Mapping[str, str],
    reminder: Reminder,
    place: tuple[int, int] | None = None,
    *,
    at: datetime,
) -> dict[str, Any]:
    """What a reminder says, to whom it may concern: the rehearsal of a run asks, too.

    That of the hour may be written until the start, so it says what is true at `at`.
    """
    starts = session.begins_at.astimezone(zone_of(reader.time_zone))
    return {
        **session_values(session, reader, titles, place),
        **way_out(SESSION_REMINDER),
        "reason": str(reminder.reason),
        "is_in_an_hour": schedule.is_in_an_hour(session.begins_at, at),
        "is_open": at >= session.opens_at,
        "time": f"{starts:%H:%M} ({say_zone(reader.time_zone)})",
    }


def moved_values(
    change: Change,
    others: Sequence[Change],
    reader: User,
    titles: Mapping[str, str],
    places: Mapping[int, tuple[int, int] | None],
    is_by_clock: bool,
) -> dict[str, Any]:
    """What holds now, and what held before. The personal link of older mails leads there, too.

    `others`: of the series, where they were moved with it. `is_by_clock`: the host's clock was
    changed, not the plan. What held before is not said then: it was right by a clock that nobody
    has any more.
    """
    before, now = change.before, change.now
    return {
        **session_values(now, reader, titles),
        **_moved(change, reader, places.get(now.pk)),
        "others": [_moved(other, reader, places.get(other.now.pk)) for other in others],
        "zone_with_new_clock": say_zone(now.time_zone) if is_by_clock else "",
        "has_new_time": (before.starts_at, before.minutes) != (now.starts_at, now.minutes),
    }


def _moved(change: Change, reader: User, place: tuple[int, int] | None) -> dict[str, Any]:
    """Of one of them; its version says later whether that holds still."""
    was = _when_and_where(change.before, reader)
    with override(reader.language):
        part = say_place(place)
    return {
        **said_of(change.now, reader),
        "part": part,
        "was": was["when"],
        "was_place": was["place"],
        "sequence": change.now.sequence,
        **_links(change.now, reader),
    }


def cancelled_values(
    session: LiveSession, reader: User, titles: Mapping[str, str]
) -> dict[str, Any]:
    """With the words of the host as they are."""
    values = session_values(session, reader, titles)
    return {**values, "reason": session.cancel_reason, **_links(session, reader)}


def material_values(
    session: LiveSession, said: Mapping[str, Any], reader: User, titles: Mapping[str, str]
) -> dict[str, Any]:
    """What is there now: see `say_material`."""
    values = session_values(session, reader, titles)
    with override(reader.language):
        line = say_material({**values, **said})
    return {**values, "line": line, **_links(session, reader)}


def say_material(values: Mapping[str, Any]) -> str:
    """In the active language. Pure."""
    title = {"title": values.get("title", "…")}
    if values.get("what") == "both":
        return gettext("Recording and slides of “%(title)s” are there.") % title
    if values.get("what") == "slides":
        return gettext("The slides of “%(title)s” are there.") % title
    return gettext("The recording of “%(title)s” is there.") % title


def said_of(session: LiveSession, reader: User) -> dict[str, Any]:
    """Title, time and place for a line, in the reader's language and zone. No query, or one for
    the titles of the session."""
    return {"title": title_for(session, reader.language), **_when_and_where(session, reader)}


def where_of(session: LiveSession, reader: User, titles: Mapping[str, str]) -> dict[str, str]:
    """Course and run for a notice, in the reader's language. No query."""
    course = titles.get(reader.language, session.run.course.title)
    return {"course": course, "run": session.run.title}


def _when_and_where(session: LiveSession, reader: User) -> dict[str, Any]:
    """No query."""
    with override(reader.language):
        shown = show_session(session, reader_zone=reader.time_zone, at=session.changed_at)
        place = session.room if session.place == Place.ROOM else gettext("Online")
        return {"when": shown.when, "place": place}


def _links(session: LiveSession, reader: User) -> dict[str, Any]:
    """What the personal link leads to, and the file that puts the session into a calendar."""
    with override(reader.language):
        path = reverse("live-calendars:session", args=[session.key])
    return {
        "session": session.pk,
        "calendar": settings.LMS_SITE_URL + path,
    }


def session_values(
    session: LiveSession,
    reader: User,
    titles: Mapping[str, str],
    place: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """What the texts say, in the reader's language and zone. No query, or one for the titles of
    the session. `place`: in its series.

    Never the link to the meeting: a mail is forwarded, and the page shows it when it is time.
    """
    run = session.run
    with override(reader.language):
        shown = show_session(session, reader_zone=reader.time_zone, at=session.changed_at)
        return {
            "name": reader.name,
            "title": title_for(session, reader.language),
            "course": titles.get(reader.language, run.course.title),
            "part": say_place(place),
            "provider": run.course.provider.name,
            "when": shown.when,
            "is_late": shown.minutes_late > 0,
            "zone_is_guessed": shown.zone_is_guessed,
            "profile": settings.LMS_SITE_URL + reverse("home:profile"),
            "room": session.room if session.place == Place.ROOM else "",
        }
