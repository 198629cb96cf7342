"""Who may read and write in a run: whoever is in it, and who hosts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from courses.hosts import runs_hosted_by
from courses.models import CourseRun
from discussions.models import Post, Thread
from discussions.scopes import is_closed
from learning.models import Enrollment
from users.models import User


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one run. Hosts see what is hidden too, and need not be enrolled."""

    run: CourseRun
    user: User
    is_host: bool
    is_learner: bool


def find_seat(user: User | AnonymousUser, run_slug: str) -> Seat | None:
    """None for whoever is not in the run, or left it. One query for a learner."""
    if not isinstance(user, User):
        return None
    runs = CourseRun.objects.select_related("course").annotate(**_signs(user, "pk"))
    run = runs.filter(slug=run_slug).first()
    return None if run is None else _seat(run, run, user)


def find_thread(
    user: User | AnonymousUser, thread_id: int, *, at: datetime
) -> tuple[Thread, Seat] | None:
    """A thread that this person may read, and whether they follow it. One query for a learner; two
    more about a lesson, where lessons open one after the other.

    One that is hidden is there for hosts and whoever wrote it, one that is deleted for hosts alone.
    """
    if not isinstance(user, User):
        return None
    following = user.followings.filter(thread=OuterRef("pk"), left_at=None)
    rows = Thread.objects.select_related("run__course__provider", "author")
    rows = rows.annotate(is_followed=Exists(following), **_signs(user, "run"))
    thread = rows.filter(pk=thread_id).first()
    seat = None if thread is None else _seat(thread, thread.run, user)
    if thread is None or seat is None or not may_read(seat, thread.about, at=at):
        return None
    is_own = thread.author_id == user.pk and thread.deleted_at is None
    return (thread, seat) if thread.is_shown or is_own or seat.is_host else None


def may_read(seat: Seat, about: tuple[str, str], *, at: datetime) -> bool:
    """What is said about this, which a thread holds as its scope and key."""
    return seat.is_host or not is_closed(seat.run, about, seat.user.pk, at=at)


def find_post(
    user: User | AnonymousUser, post_id: int, *, at: datetime
) -> tuple[Post, Thread, Seat] | None:
    """The same for what was said in it. Two queries for a learner."""
    post = Post.objects.select_related("author").filter(pk=post_id).first()
    found = None if post is None else find_thread(user, post.thread_id, at=at)
    if post is None or found is None:
        return None
    thread, seat = found
    post.thread = thread
    return post, thread, seat


def _signs(user: User, run: str) -> dict[str, Exists]:
    """What says whether somebody is in a run. `run` is where the outer row holds its pk."""
    in_team = CourseRun.team.through.objects.filter(courserun=OuterRef(run), user=user)
    enrolled = Enrollment.objects.active().filter(run=OuterRef(run), learner=user)
    return {
        "is_learner": Exists(enrolled),
        "is_in_team": Exists(in_team),
        # Rights of editors cost queries, and come with a group: learners have none.
        "may_edit": Exists(user.groups.all()),
    }


def _seat(signs: Any, run: CourseRun, user: User) -> Seat | None:
    is_host = signs.is_in_team
    if not is_host and (signs.may_edit or user.is_superuser):
        is_host = runs_hosted_by(user).filter(pk=run.pk).exists()
    if not is_host and not signs.is_learner:
        return None
    return Seat(run, user, is_host, is_learner=signs.is_learner)
