"""Telling everybody in a run something, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import CourseRun
from discussions.announced import ANNOUNCEMENT, key_prefix, tell_everybody
from discussions.models import Announcement
from learning.models import Enrollment
from mail.actions import call_back
from notifications.actions import take_back
from users.models import User

from .locks import NotSaid


@transaction.atomic
def announce(
    *, run: CourseRun, texts: Mapping[str, Mapping[str, str]], token: UUID, by: User, at: datetime
) -> tuple[Announcement, bool]:
    """Put it on the page of the run, and tell everybody who is in it now, in the way they chose.

    `texts`: {language: {"subject", "body"}}, that of the course among them. Whether it is new comes
    beside it: `token` is the form's, and the same one announces once. Raises NotSaid.
    """
    locked = _lock_run(run.pk)
    made = Announcement.objects.filter(key=token).first()
    if made is not None:
        if made.run_id != locked.pk or made.by_id != by.pk:
            raise NotSaid(_("This form was sent already. Open the page anew."))
        return made, False
    if locked.archived_at is not None:
        raise NotSaid(_("This run is archived: nobody reads what is announced to it."))
    announcement = Announcement(
        key=token,
        run=locked,
        texts={code: dict(text) for code, text in texts.items()},
        by=by,
        at=at,
    )
    announcement.save()
    announcement.told_count = tell_everybody(announcement)
    announcement.save(update_fields=["told_count"])
    data = {"announcement": announcement.pk, "people": announcement.told_count}
    log(locked, "discussions.announce", user=by, data=data, timestamp=at)
    return announcement, True


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, by: User, at: datetime) -> bool:
    """The page says that it was taken back; what has not left is not sent. False if it was before.

    Nobody is told of it, and nobody gets it again.
    """
    run = _lock_run(announcement.run_id)
    rows = Announcement.objects.filter(pk=announcement.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=at):
        return False
    # Of all runs of the course: some were moved to another since.
    people = Enrollment.objects.filter(run__course=run.course_id).values_list("learner", flat=True)
    take_back(kind=ANNOUNCEMENT, about=str(announcement.pk), users=people)
    call_back(prefix=key_prefix(announcement))
    data = {"announcement": announcement.pk}
    log(run, "discussions.withdraw_announcement", user=by, data=data, timestamp=at)
    return True


def _lock_run(pk: int) -> CourseRun:
    """With course and provider. Of two who announce at once with one form, one waits here."""
    rows = CourseRun.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("course__provider").get(pk=pk)
