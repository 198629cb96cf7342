"""The mails about sessions: what each says. Queued in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from learning.models import Enrollment
from live.models import LiveSession, Place
from live.schedule import Reminder
from live.showing import show_session
from mail.queueing import Letter, queue_many
from notifications.letters import way_out
from users.models import User

SESSION_REMINDER: Final = "session_reminder"
"""The template, and the kind about which people choose."""


def remind(
    session: LiveSession,
    chosen: Sequence[tuple[Enrollment, Reminder]],
    titles: Mapping[str, str],
) -> None:
    """One mail for each. One query. `session` comes with its run, course and provider."""
    queue_many(
        Letter(
            key=f"session-reminder:{enrollment.pk}:{session.pk}:{reminder.key}",
            template=SESSION_REMINDER,
            user=enrollment.learner,
            context={
                **session_values(session, enrollment.learner, titles),
                **way_out(SESSION_REMINDER),
                "reason": str(reminder.reason),
                "session": session.pk,
                "enrollment": enrollment.pk,
            },
        )
        for enrollment, reminder in chosen
    )


def session_values(session: LiveSession, reader: User, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the texts say, in the reader's language and zone. No query.

    Never the link to the meeting: a mail is forwarded, and the page shows it when it is time.
    """
    run = session.run
    with override(reader.language):
        shown = show_session(session, reader_zone=reader.time_zone, at=session.changed_at)
        return {
            "name": reader.name,
            "title": session.title,
            "course": titles.get(reader.language, run.course.title),
            "provider": run.course.provider.name,
            "when": shown.when,
            "zone_is_guessed": shown.zone_is_guessed,
            "profile": settings.LMS_SITE_URL + reverse("home:profile"),
            "room": session.room if session.place == Place.ROOM else "",
        }
