"""Recording, slides and reading of a session: people hear once that they are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from live.models import LiveSession
from live.telling import tell_material
from users.models import User

from .moving import NotChanged, check_version, lock_session

# What may appear, and the fields by which it does.
MATERIAL: Final = {
    "recording": ("recording_url", "recording_document"),
    "slides": ("slides_url", "slides_document"),
}


@transaction.atomic
def publish_material(
    *, session: LiveSession, values: Mapping[str, Any], sequence: int, by: User, at: datetime
) -> tuple[LiveSession, int]:
    """The session as it is now, and how many people are told. `values` are fields of the row.

    They are told when a recording, or slides, first appear; another link for the same tells nobody,
    and neither does reading. `sequence` as in `change_session`. Raises NotChanged for a cancelled
    session, and for a recording of one that has not begun. Repeating it changes nothing.
    """
    now = lock_session(session)
    changed = {name for name, value in values.items() if getattr(now, name) != value}
    if not changed:
        return now, 0
    if now.cancelled_at is not None:
        raise NotChanged(_("This session is cancelled: it has no recording and no slides."))
    check_version(now, sequence)
    had = {what for what in MATERIAL if has_material(now, what)}
    for name in changed:
        setattr(now, name, values[name])
    has = {what for what in MATERIAL if has_material(now, what)}
    if "recording" in has and now.begins_at > at:
        raise NotChanged(_("The session has not begun: there is no recording of it yet."))
    for what in MATERIAL:
        if what not in had & has:
            setattr(now, f"{what}_at", at if what in has else None)
    now.sequence, now.changed_at = now.sequence + 1, at
    now.save()
    log(instance=now, action="live.publish_material", user=by, data={"changed": sorted(changed)})
    return now, tell_material(now, has - had, at=at) if has - had else 0


def has_material(session: LiveSession, what: str) -> bool:
    return any(getattr(session, name) for name in MATERIAL[what])
