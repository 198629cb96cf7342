"""What the notification centre shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.moments import say_moment
from notifications.kinds import kinds
from notifications.letters import path_of, say, where
from notifications.models import Notice, NoticeQuerySet
from users.models import User

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    where: str
    path: str
    at: datetime
    when: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """`newest`: up to which the reader was shown. `older`: where the next page begins, or None."""

    lines: tuple[Line, ...]
    newest: int | None
    older: int | None

    @property
    def has_new(self) -> bool:
        return any(line.is_new for line in self.lines)


def read_notices(user: User, *, before: int | None = None) -> NoticesPage:
    """The newest of theirs, or those before this one, in the active language. One query."""
    rows = _shown(user).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    return NoticesPage(
        lines=tuple(_line(notice, user.time_zone) for notice in shown),
        newest=shown[0].pk if shown else None,
        older=shown[-1].pk if len(found) > ON_A_PAGE else None,
    )


def count_new(user: User) -> int:
    """One query."""
    return _shown(user).unseen().count()


def _shown(user: User) -> NoticeQuerySet:
    """Those whose app is there to say them."""
    return Notice.objects.visible_to(user).filter(kind__in=[kind.code for kind in kinds()])


def _line(notice: Notice, time_zone: str) -> Line:
    return Line(
        text=say(notice),
        where=where(notice),
        path=path_of(notice),
        at=notice.at,
        when=say_moment(notice.at, time_zone),
        is_new=notice.seen_at is None,
    )
