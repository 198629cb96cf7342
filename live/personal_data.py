"""What `live` knows of a person: what is handed to them, and what erasure leaves.

Never the link to a meeting, nor a link that is a key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from live.models import Attendance, AttendanceReport, PersonalLinks, SessionReminder, SignUp
from live.reports.matching import plain_name
from live.webinars.forgetting import forget
from mail.addresses import email_key, normalize
from users.models import User

Section = tuple[str, list[dict[str, Any]]]
ATTENDANCE: Final = (
    *("session__run__slug", "session__title", "session__starts_at", "source"),
    *("at", "minutes", "opened_at"),
)
REMINDER: Final = ("session__run__slug", "session__title", "key", "sent_at")
SIGN_UP: Final = (
    *("run__slug", "email", "name", "city_name", "language", "time_zone"),
    *("asked_at", "confirmed_at", "source"),
)


def export_sessions(*, user: User, **kwargs: Any) -> Section:
    """What proves that they attended, by each source."""
    rows = Attendance.objects.filter(enrollment__learner=user).order_by("pk")
    return "sessions", list(rows.values(*ATTENDANCE))


def export_reminders(*, user: User, **kwargs: Any) -> Section:
    rows = SessionReminder.objects.filter(enrollment__learner=user).order_by("pk")
    return "session_reminders", list(rows.values(*REMINDER))


def export_sign_ups(*, user: User, **kwargs: Any) -> Section:
    """Also those that were never confirmed, where the address is theirs by proof."""
    return "sign_ups", list(_sign_ups_of(user).order_by("pk").values(*SIGN_UP))


def export_links(*, user: User, **kwargs: Any) -> Section:
    """Whether they have a calendar of their own; its address is a key, and is not told."""
    rows = PersonalLinks.objects.filter(user=user)
    return "session_links", [
        {"has_calendar": row.calendar_key is not None, "links_revoked_at": row.links_revoked_at}
        for row in rows
    ]


def export_reports(*, user: User, **kwargs: Any) -> Section:
    """Lines about them in reports of meetings, while these are kept."""
    known = _names_of(user)
    return "lines_of_reports", [
        {"session": report.session.title, "read_at": report.read_at, "line": row}
        for report in _reports_near(user).select_related("session")
        for row in report.rows
        if _mentions(row, known)
    ]


SECTIONS: Final[dict[str, Callable[..., Section]]] = {
    "sessions": export_sessions,
    "session_reminders": export_reminders,
    "sign_ups": export_sign_ups,
    "session_links": export_links,
    "lines_of_reports": export_reports,
}


def erase(*, user: User, at: datetime, **kwargs: Any) -> None:
    """Attendance stays and names nobody, like the enrollment; links and words go."""
    forget(list(_sign_ups_of(user)), at=at)
    PersonalLinks.objects.filter(user=user).delete()
    known = _names_of(user)
    # Locked: somebody else may be erased from them at this moment, or they are being wiped.
    for report in _reports_near(user).select_for_update(no_key=True).order_by("pk"):
        rows = [_blank(row) if _mentions(row, known) else row for row in report.rows]
        if rows != report.rows:
            AttendanceReport.objects.filter(pk=report.pk).update(rows=rows)


def _addresses_of(user: User) -> set[str]:
    """Those of the account that they did not fail to prove."""
    found = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    proved = {address for address, is_verified in found.items() if is_verified}
    return proved | ({user.email} if found.get(user.email, True) else set())


def _sign_ups_of(user: User) -> QuerySet[SignUp]:
    """Those that made or joined this account, and open ones under an address of theirs."""
    keys = [email_key(address) for address in _addresses_of(user)]
    return SignUp.objects.filter(Q(user=user) | Q(user=None, email_key__in=keys))


def _reports_near(user: User) -> QuerySet[AttendanceReport]:
    """Reports of the runs in which they are, or were, that still hold lines."""
    runs = user.enrollments.values("run")
    return AttendanceReport.objects.filter(session__run__in=runs, wiped_at=None)


def _names_of(user: User) -> set[str]:
    """Their addresses and name as a file may write them."""
    name = plain_name(user.name)
    return {normalize(address) for address in _addresses_of(user)} | ({name} if name else set())


def _mentions(row: Any, known: set[str]) -> bool:
    """Also with an aside, "Kim, Jisoo (Guest)", and where the name is cut into two columns."""
    cells = row.values() if isinstance(row, dict) else row if isinstance(row, list) else [row]
    texts = [cell for cell in cells if isinstance(cell, str)]
    together = [" ".join(pair) for pair in pairwise(texts)]
    if any(plain_name(text) in known for text in (*texts, *together)):
        return True
    return any(" ".join(text.split()).casefold() in known for text in texts)


def _blank(row: Any) -> Any:
    """An empty line in its place, so that the numbers of the others stay."""
    if isinstance(row, dict):
        return dict.fromkeys(row, "")
    return [""] * len(row) if isinstance(row, list) else ""
