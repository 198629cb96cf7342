"""Beginning a thread, answering in it, following it and leaving it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from courses.models import CourseRun
from courses.rights import team_of
from discussions.models import Following, Post, Thread
from discussions.telling import hearers_of, tell_of_answer, tell_of_thread
from users.models import User

from .locks import NotSaid, lock_people, lock_thread

SAME_WORDS = timedelta(minutes=10)
Written = TypeVar("Written", Thread, Post)


@transaction.atomic
def start_thread(
    *,
    run: CourseRun,
    scope: str,
    scope_key: str,
    title: str,
    body: str,
    token: UUID,
    by: User,
    at: datetime,
) -> tuple[Thread, bool]:
    """The thread, and whether it is new. Its author follows it, the hosts of the run hear of it.

    Idempotent: `token` is the form's. Raises NotSaid for what was said already.
    """
    open_accounts = lock_people(by, (host.pk for host in team_of(run)))
    made = Thread.objects.filter(made_with=token).first()
    if made is not None:
        return _own(made, by), False
    require_open_run(run)
    _require_news(Post.objects.filter(thread__run=run, is_first=True), by, body, at)
    thread = Thread.objects.create(
        run=run,
        scope=scope,
        scope_key=scope_key,
        title=title,
        author=by,
        created_at=at,
        last_at=at,
        made_with=token,
    )
    Post.objects.create(thread=thread, author=by, body=body, is_first=True, created_at=at)
    _follow(thread, by, at)
    tell_of_thread(thread, open_accounts, but=by)
    return thread, True


@transaction.atomic
def answer(*, thread: Thread, body: str, token: UUID, by: User, at: datetime) -> tuple[Post, bool]:
    """The answer, and whether it is new. Who follows hears of it; so will whoever answers, unless
    they had left.

    Idempotent: `token` is the form's. Raises NotSaid where the thread takes no answers, or for
    what was said already.
    """
    open_accounts = lock_people(by, hearers_of(thread, at=at))
    locked = lock_thread(thread.pk)
    made = Post.objects.filter(made_with=token).first()
    if made is not None:
        return _own(made, by), False
    require_open_run(locked.run)
    if locked.locked_at or not locked.is_shown:
        raise NotSaid(_("The team closed this thread meanwhile: it takes no more answers."))
    _require_news(locked.posts.all(), by, body, at)
    post = Post.objects.create(thread=locked, author=by, body=body, created_at=at, made_with=token)
    later = {"last_at": at} if at > locked.last_at else {}
    Thread.objects.filter(pk=locked.pk).update(answer_count=F("answer_count") + 1, **later)
    _follow(locked, by, at)
    tell_of_answer(post, open_accounts)
    return post, True


@transaction.atomic
def follow(*, thread: Thread, by: User, at: datetime) -> None:
    """They hear of answers, also where they had left. Safe twice."""
    lock_people(by)
    _follow(thread, by, at)
    Following.objects.filter(thread=thread, user=by).exclude(left_at=None).update(
        left_at=None, since=at
    )


@transaction.atomic
def leave(*, thread: Thread, by: User, at: datetime) -> None:
    """They hear of no more answers, and writing does not bring them back. Safe twice."""
    lock_people(by)
    _follow(thread, by, at)
    Following.objects.filter(thread=thread, user=by, left_at=None).update(left_at=at)


def _follow(thread: Thread, user: User, at: datetime) -> None:
    row = Following(thread=thread, user=user, since=at)
    Following.objects.bulk_create([row], ignore_conflicts=True)


def require_open_run(run: CourseRun) -> None:
    if run.archived_at is not None:
        raise NotSaid(_("This run is archived: its discussion can be read, and takes no more."))


def _own(made: Written, by: User) -> Written:
    """What this form made. A form is whoever's it was: nobody sends that of another."""
    if made.author_id != by.pk:
        raise NotSaid(_("This form was sent already. Copy what you wrote, and open the page anew."))
    return made


def _require_news(posts: QuerySet[Post], by: User, body: str, at: datetime) -> None:
    """The same words twice in a short time are a slip, or spam."""
    if posts.filter(author=by, body=body, created_at__gt=at - SAME_WORDS).exists():
        raise NotSaid(_("You wrote the same a moment ago. It stands there already."))
