"""What people report, and what the hosts of a run do about it. All of it stands in the log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.rights import judges_in
from discussions.models import Post, Report, ReportDecision, Thread
from discussions.telling import (
    HELPFUL,
    take_words_back,
    tell_of_hiding,
    tell_of_mark,
    tell_of_report,
)
from notifications.actions import take_back
from users.models import User

from .locks import NotSaid, lock_people, lock_post, lock_thread


@transaction.atomic
def report_post(*, post: Post, reason: str, words: str, by: User, at: datetime) -> bool:
    """Ask the hosts of the run to look at it. False where this person's report is open already.

    Hosts hear of the first one until it is decided, but never whoever wrote it. Raises NotSaid.
    """
    hosts = judges_in(post.thread.run, author=post.author_id)
    people = lock_people(by, (host.pk for host in hosts))
    now = lock_post(post)
    if not (now.is_shown and now.thread.is_shown and now.body):
        raise NotSaid(_("These words are gone already. Thank you for looking after the others."))
    if now.reports.filter(by=by, decided_at=None).exists():
        return False
    decided = now.reports.exclude(decided_at=None).count()
    Report.objects.create(post=now, by=by, reason=reason, words=words, at=at)
    tell_of_report(now, people, round_number=decided, but=by, at=at)
    return True


@transaction.atomic
def keep_post(*, post: Post, by: User, at: datetime) -> bool:
    """Nothing is wrong with it: its open reports are decided. False where none was open.

    Nobody decides about their own words, a host neither: False, as if there were no report.
    """
    lock_people(by)
    now = _lock_of_another(post, by)
    if now is None:
        return False
    decided = _decide(now, ReportDecision.KEPT, by, at)
    if decided:
        _log(now.thread, "decide_report", by, post=now.pk, decision=ReportDecision.KEPT)
    return decided


@transaction.atomic
def hide_post(*, post: Post, reason: str, by: User, at: datetime) -> bool:
    """Learners read it no more; the words that a thread begins with take the thread along.

    Its author reads why. Its open reports are decided. False where it was hidden before, and where
    it is one's own: one deletes those.
    """
    people = lock_people(by, [post.author_id])
    now = _lock_of_another(post, by)
    if now is None:
        return False
    _decide(now, ReportDecision.HIDDEN, by, at)
    fields = {"hidden_at": at, "hidden_by": by, "hidden_reason": reason}
    if not _hideable(now).filter(hidden_at=None).update(**fields):
        return False
    _log(now.thread, "hide_thread" if now.is_first else "hide_post", by, post=now.pk)
    take_words_back(now)
    tell_of_hiding(now, people, but=by, at=at)
    return True


@transaction.atomic
def show_post_again(*, post: Post, by: User, at: datetime) -> bool:
    """As before it was hidden. False where it is not hidden, and where it is one's own."""
    lock_people(by)
    now = _lock_of_another(post, by)
    if now is None:
        return False
    fields = {"hidden_at": None, "hidden_by": None, "hidden_reason": ""}
    if not _hideable(now).exclude(hidden_at=None).update(**fields):
        return False
    _log(now.thread, "show_thread" if now.is_first else "show_post", by, post=now.pk)
    return True


@transaction.atomic
def close_thread(*, thread: Thread, by: User, at: datetime) -> bool:
    """It takes no more answers, and its words are not changed. False where it was so before."""
    lock_people(by)
    rows = Thread.objects.filter(pk=lock_thread(thread.pk).pk, locked_at=None)
    if not rows.update(locked_at=at, locked_by=by):
        return False
    _log(thread, "lock_thread", by)
    return True


@transaction.atomic
def reopen_thread(*, thread: Thread, by: User, at: datetime) -> bool:
    """It takes answers again. False where it does."""
    lock_people(by)
    rows = Thread.objects.filter(pk=lock_thread(thread.pk).pk, locked_at__isnull=False)
    if not rows.update(locked_at=None, locked_by=None):
        return False
    _log(thread, "unlock_thread", by)
    return True


@transaction.atomic
def mark_helpful(*, post: Post, by: User, at: datetime) -> bool:
    """A host says so to everybody; its author hears of it. False where it is marked, gone, or
    one's own: nobody praises their own words."""
    people = lock_people(by, [post.author_id])
    now = lock_post(post)
    rows = Post.objects.filter(pk=now.pk, helpful_at=None, is_first=False)
    shown = rows.filter(hidden_at=None, deleted_at=None).exclude(body="").exclude(author=by)
    if not shown.update(helpful_at=at, helpful_by=by):
        return False
    _log(now.thread, "mark_helpful", by, post=now.pk)
    tell_of_mark(now, people, but=by, at=at)
    return True


@transaction.atomic
def unmark_helpful(*, post: Post, by: User, at: datetime) -> bool:
    """The mark goes, and what its author heard of it. False where it is not marked."""
    lock_people(by, [post.author_id])
    now = lock_post(post)
    rows = Post.objects.filter(pk=now.pk, helpful_at__isnull=False)
    if not rows.update(helpful_at=None, helpful_by=None):
        return False
    _log(now.thread, "unmark_helpful", by, post=now.pk)
    take_back(kind=HELPFUL, about=str(now.pk), users=[now.author_id])
    return True


def _lock_of_another(post: Post, by: User) -> Post | None:
    """None where it is one's own: nobody decides about their own words."""
    now = lock_post(post)
    return now if now.author_id != by.pk else None


def _hideable(post: Post) -> QuerySet[Thread] | QuerySet[Post]:
    """What is hidden in its name: the thread that begins with it, else the post."""
    if post.is_first:
        return Thread.objects.filter(pk=post.thread_id)
    return Post.objects.filter(pk=post.pk)


def _decide(post: Post, decision: ReportDecision, by: User, at: datetime) -> bool:
    """Of all its open reports. False where there was none."""
    rows = post.reports.filter(decided_at=None)
    return bool(rows.update(decision=decision, decided_by=by, decided_at=at))


def _log(thread: Thread, verb: str, by: User, **data: object) -> None:
    """With the run, whose moderation it is. Never a word of what was said or why."""
    log(thread.run, f"discussions.{verb}", user=by, data={"thread": thread.pk, **data})
