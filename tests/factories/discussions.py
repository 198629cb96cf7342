"""Announcements, threads and posts, as rows."""

from __future__ import annotations

from typing import Any

from courses.models import CourseRun
from discussions.models import Announcement, Following, Post, Report, ReportReason, Thread

from .courses import NOW, make_run
from .learning import make_learner


def make_thread(
    run: CourseRun | None = None, *, author: Any = None, body: str = "Who knows?", **fields: Any
) -> Thread:
    """A thread of the run with its first post; its author follows it."""
    values: dict[str, Any] = {
        "scope": "run",
        "title": "Where does one park a bicycle?",
        "created_at": NOW,
        "last_at": NOW,
        **fields,
    }
    author = author or make_learner()
    thread = Thread.objects.create(run=run or make_run(), author=author, **values)
    Post.objects.create(
        thread=thread, author=author, body=body, is_first=True, created_at=thread.created_at
    )
    make_following(thread, user=author)
    return thread


def make_post(thread: Thread | None = None, *, author: Any = None, **fields: Any) -> Post:
    """An answer, counted by its thread."""
    thread = thread or make_thread()
    values: dict[str, Any] = {"body": "Beside the station.", "created_at": NOW, **fields}
    post = Post.objects.create(thread=thread, author=author or make_learner(), **values)
    thread.answer_count += 1
    thread.last_at = max(thread.last_at, post.created_at)
    thread.save(update_fields=["answer_count", "last_at"])
    return post


def make_following(thread: Thread, *, user: Any = None, **fields: Any) -> Following:
    values: dict[str, Any] = {"since": NOW, **fields}
    return Following.objects.create(thread=thread, user=user or make_learner(), **values)


def make_report(post: Post | None = None, *, by: Any = None, **fields: Any) -> Report:
    """One that nobody has decided on."""
    values: dict[str, Any] = {"reason": ReportReason.SPAM, "at": NOW, **fields}
    return Report.objects.create(post=post or make_post(), by=by or make_learner(), **values)


def make_announcement(
    run: CourseRun | None = None, *, by: Any = None, **fields: Any
) -> Announcement:
    values: dict[str, Any] = {
        "texts": {"en": {"subject": "A new room", "body": "We meet on the second floor."}},
        "at": NOW,
        **fields,
    }
    return Announcement.objects.create(run=run or make_run(), by=by or make_learner(), **values)
