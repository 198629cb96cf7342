"""What else is known of one learner in a run: attempts, mails about it, and who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from learning.models import Enrollment, ResultKind
from learning.progress import ActivityPair
from learning.standing import Standing
from mail.models import Delivery, DeliveryState
from mail.rendering import render_message
from quizzes.models import Attempt

MAILS: Final = 20
ENTRIES: Final = 100
TONES: Final[Mapping[str, str]] = {
    DeliveryState.SENT: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.DEFERRED: "warn",
}


@dataclass(frozen=True, slots=True)
class CheckLines:
    """One knowledge check with all attempts, the voided ones too."""

    lesson_key: str
    activity_key: str
    lesson: str
    check: str
    attempts: tuple[Attempt, ...]
    is_there: bool

    @property
    def last_number(self) -> int:
        """Of the attempts that count; 0 where none does."""
        return max((each.number for each in self.attempts if each.voided_at is None), default=0)

    @property
    def can_be_reset(self) -> bool:
        return self.is_there and self.last_number > 0


@dataclass(frozen=True, slots=True)
class MailLine:
    """`text` is empty where it is secret, or was wiped."""

    subject: str
    text: str
    is_secret: bool
    state: str
    tone: str
    language: str
    at: datetime
    reply: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log. `about`: the lesson, where it names one."""

    at: datetime
    who: str
    what: str
    about: str


def read_attempts(standing: Standing) -> tuple[CheckLines, ...]:
    """By check, in the order in which it was answered first. One query."""
    found: dict[ActivityPair, list[Attempt]] = {}
    attempts = Attempt.objects.filter(enrollment=standing.enrollment)
    for attempt in attempts.select_related("voided_by").order_by("submitted_at", "pk"):
        found.setdefault((str(attempt.lesson_key), attempt.activity_key), []).append(attempt)
    named = {
        (lesson.key, activity.key): (lesson.title, activity.title)
        for lesson, activity in standing.outline.activities()
    }
    return tuple(
        CheckLines(
            lesson_key=pair[0],
            activity_key=pair[1],
            lesson=standing.course_map.title(pair[0], named.get(pair, ("", ""))[0])
            or _("A lesson that is no longer there"),
            check=named.get(pair, ("", ""))[1] or _("Knowledge check"),
            attempts=tuple(attempts),
            is_there=pair in named,
        )
        for pair, attempts in found.items()
    )


def read_mails(enrollment: Enrollment) -> tuple[MailLine, ...]:
    """The newest mails about this enrollment and its certificate: no other course's, no
    newsletter's. One query."""
    about = Q(key__startswith=f"enrollment:{enrollment.pk}:") | Q(
        key__startswith=f"certificate:{enrollment.pk}:"
    )
    rows = Delivery.objects.transactional().filter(about, user=enrollment.learner_id)
    return tuple(_mail(row) for row in rows.order_by("-created_at", "-pk")[:MAILS])


def _mail(row: Delivery) -> MailLine:
    """A secret one is never rendered: its text holds a link that signs somebody in."""
    is_shown = not row.is_secret and row.wiped_at is None
    message = render_message(row) if is_shown else None
    return MailLine(
        subject=str(message.subject) if message else _("A mail with a personal link"),
        text=str(message.body) if message else "",
        is_secret=row.is_secret,
        state=str(DeliveryState(row.state).label),
        tone=TONES.get(row.state, ""),
        language=row.language,
        at=row.sent_at or row.created_at,
        reply=row.last_reply if row.state != DeliveryState.SENT else "",
    )


def read_log(standing: Standing) -> tuple[Entry, ...]:
    """The newest first. One query."""
    rows = ModelLogEntry.objects.for_instance(standing.enrollment).select_related("user")
    return tuple(_entry(row, standing) for row in rows.order_by("-timestamp", "-pk")[:ENTRIES])


def _entry(row: ModelLogEntry, standing: Standing) -> Entry:
    lessons = {lesson.key: lesson.title for lesson in standing.outline.lessons()}
    key = str(row.data.get("lesson", ""))
    kind = row.data.get("kind", "")
    words = [
        standing.course_map.title(key, lessons.get(key, "")) if key else "",
        str(ResultKind(kind).label) if kind in ResultKind.values else "",
        f"{row.data['from']} → {row.data['to']}" if "from" in row.data and "to" in row.data else "",
    ]
    is_theirs = row.user_id == standing.enrollment.learner_id
    return Entry(
        at=row.timestamp,
        who=_("The learner") if is_theirs else str(row.user_display_name),
        what=str(row.message),
        about=", ".join(word for word in words if word),
    )
