"""Locks of discussions: people first, in the order of their keys, then the thread.

Erasing an account goes the same way: it locks the person, then writes their threads and posts.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from discussions.models import Post, Thread
from learning.seats import lock_learners
from users.models import User


class NotSaid(Exception):
    """The text says why, and what to do."""


def lock_people(by: User, others: Iterable[int] = ()) -> list[User]:
    """Those whose accounts are open, `by` among them.

    What is written while somebody is erased would stay: of two at once, one waits here. All in one
    go: two who write to each other would else wait for each other. Raises NotSaid.
    """
    found = lock_learners({by.pk, *others})
    if by.pk not in found:
        raise NotSaid(_("This account is closed."))
    return list(found.values())


def lock_thread(pk: int) -> Thread:
    """With run, course and provider, as it is now."""
    rows = Thread.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("run__course__provider").get(pk=pk)


def lock_post(post: Post) -> Post:
    """With its thread, which is what is locked: all that is done with posts takes that lock."""
    thread = lock_thread(post.thread_id)
    found = Post.objects.select_related("author").get(pk=post.pk)
    found.thread = thread
    return found
