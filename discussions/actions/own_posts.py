"""What people do with their own words: change them and take them back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from discussions.models import Post, Thread
from discussions.telling import take_words_back
from users.models import User

from .locks import NotSaid, lock_people, lock_post
from .talking import require_open_run


@transaction.atomic
def edit_post(
    *, post: Post, body: str, title: str = "", seen: datetime | None, by: User, at: datetime
) -> None:
    """Put these words in the place of theirs, and this title where the thread begins with it.

    `seen`: when it had been edited as its form was made. Nobody is told. Raises NotSaid.
    """
    lock_people(by)
    now = lock_post(post)
    if _has_ended(now):
        raise NotSaid(_("This cannot be changed any more. Copy what you wrote."))
    require_open_run(now.thread.run)
    if (now.body, now.thread.title if now.is_first else title) == (body, title):
        return
    if now.edited_at != seen:
        raise NotSaid(
            _("You changed this meanwhile, in another window. Copy what you wrote, and look first.")
        )
    Post.objects.filter(pk=now.pk).update(body=body, edited_at=at)
    if now.is_first:
        Thread.objects.filter(pk=now.thread_id).update(title=title)


@transaction.atomic
def delete_post(*, post: Post, by: User, at: datetime) -> None:
    """Its author takes it back; hosts still read it. Its place stays where others answered.

    A thread in which nobody answered goes with the words that it begins with. Idempotent.
    """
    lock_people(by)
    now = lock_post(post)
    gone = {"deleted_at": at, "deleted_by": by}
    if not Post.objects.filter(pk=now.pk, deleted_at=None).update(**gone):
        return
    if not now.is_first:
        take_words_back(now)
    elif not now.thread.answer_count:
        Thread.objects.filter(pk=now.thread_id, deleted_at=None).update(**gone)


def _has_ended(post: Post) -> bool:
    thread = post.thread
    return not post.is_shown or not thread.is_shown or thread.locked_at is not None
