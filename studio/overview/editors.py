"""Who has a page of the course open in the editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.admin.models import EditingSession

from courses.models import CoursePage

from .outline import Row, edit_url

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Editing:
    """`has_changes`: something is typed that is not saved yet. `is_idle`: nobody sat there for ten
    minutes.
    """

    name: str
    title: str
    url: str
    has_changes: bool
    is_idle: bool


def read_editors(
    page: CoursePage, rows: tuple[Row, ...], *, but: User | None
) -> tuple[Editing, ...]:
    """Of the last 25 minutes, as Wagtail counts them; the newest first. A query."""
    titles = {str(page.pk): page.draft_title, **{str(row.pk): row.title for row in rows}}
    sessions = (
        EditingSession.objects.available()
        .filter(object_id__in=titles, content_type__app_label="courses")
        .exclude(user=but)
        .select_related("user")
        .order_by("-last_seen_at")
    )
    found: dict[tuple[int, str], Editing] = {}
    for session in sessions:
        found.setdefault(
            (session.user_id, session.object_id),
            Editing(
                name=session.user.get_full_name() or str(session.user),
                title=titles[session.object_id],
                url=edit_url(int(session.object_id)),
                has_changes=session.is_editing,
                is_idle=session.is_idle,
            ),
        )
    return tuple(found.values())
