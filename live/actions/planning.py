"""A session gets its time in a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.actions import change_run
from courses.models import CourseRun
from live.models import LiveSession
from live.terms import read_terms, session_activities
from users.models import User


class NotPlanned(Exception):
    """The text says why, and what to do."""


@transaction.atomic
def plan_session(
    *, run: CourseRun, values: Mapping[str, Any], token: UUID, by: User | None, at: datetime
) -> tuple[LiveSession, bool]:
    """The session, and whether it is new. `values` are fields of the row.

    With `lesson_key` and `activity_key` it is that activity of the outline, on the terms that its
    block has now: what its author changes later is for the next one. Idempotent: `token` is the
    form's. Raises NotPlanned where the run takes no session, or the activity has one already.
    """
    rows = CourseRun.objects.select_related("course__newest_outline", "pinned_outline")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    made = LiveSession.objects.filter(made_with=token).first()
    if made is not None:
        return made, False
    if locked.cancelled_at is not None or locked.archived_at is not None:
        raise NotPlanned(_("This run is cancelled or archived: it has no more sessions."))
    terms = _terms_of(locked, values)
    session = LiveSession.objects.create(
        **{**values, **terms}, run=locked, made_with=token, changed_at=at, created_by=by
    )
    log(instance=session, action="live.plan_session", user=by, data={"run": locked.pk})
    _ask_again(locked, session, by, at)
    return session, True


def _ask_again(run: CourseRun, session: LiveSession, by: User | None, at: datetime) -> None:
    """Where a session was cancelled as needed no more, and is planned after all."""
    pair = (str(session.lesson_key), session.activity_key)
    if by is not None and pair in run.dropped_pairs:
        rest = [list(each) for each in sorted(run.dropped_pairs - {pair})]
        change_run(run=run, values={"dropped": rest}, by=by, at=at)


def _terms_of(run: CourseRun, values: Mapping[str, Any]) -> dict[str, Any]:
    """What comes from the block; nothing for a session that counts for none."""
    activity_key = values.get("activity_key", "")
    if not activity_key:
        return {}
    pair = (str(values["lesson_key"]), activity_key)
    announced = {(lesson.key, each.key): each.title for lesson, each in session_activities(run)}
    if pair not in announced:
        raise NotPlanned(_("The course does not announce this session any more. Choose another."))
    planned = run.sessions.uncancelled().filter(lesson_key=pair[0], activity_key=pair[1])
    if planned.exists():
        raise NotPlanned(_("This session of the course has its time already."))
    terms = read_terms(run, *pair)
    if terms is None:
        return {"title": values.get("title") or announced[pair]}
    return {
        "title": values.get("title") or terms.title,
        "required_share_percent": terms.required_share_percent,
        "recording_counts": terms.recording_counts,
    }
