"""Who hears of new threads and answers. Each chooses how: see `notifications`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import CourseRun
from discussions.models import Post, Thread
from learning.models import Enrollment
from notifications.actions import tell
from notifications.kinds import Kind, register_kind
from notifications.models import Way
from users.models import User

THREAD: Final = "thread_new"
ANSWER: Final = "thread_answer"
ALL: Final = frozenset(Way)


def connect() -> None:
    values: dict[str, Any] = {"template": "notice", "default": Way.DIGEST, "ways": ALL}
    answers = gettext_lazy("Answers in threads that you follow")
    threads = gettext_lazy("New threads in runs that you host")
    register_kind(Kind(code=ANSWER, label=answers, say=_say_answer, **values))
    register_kind(Kind(code=THREAD, label=threads, say=_say_thread, **values))


def _say_answer(values: Mapping[str, Any]) -> str:
    return _("A new answer in “%(title)s”") % {"title": values.get("title", "…")}


def _say_thread(values: Mapping[str, Any]) -> str:
    return _("A new thread: “%(title)s”") % {"title": values.get("title", "…")}


def hearers_of(thread: Thread) -> list[int]:
    """Who follows it and may still read it. One query."""
    run, provider, user = thread.run, thread.run.course.provider, OuterRef("user")
    enrolled = Enrollment.objects.active().filter(run=run, learner=user)
    in_team = CourseRun.team.through.objects.filter(courserun=run, user=user)
    groups = [provider.author_group_id, provider.administrator_group_id]
    edits = User.groups.through.objects.filter(user=user, group__in=groups)
    may_read = Q(Exists(enrolled)) | Q(Exists(in_team)) | Q(Exists(edits))
    return list(thread.followings.filter(may_read, left_at=None).values_list("user", flat=True))


def tell_of_thread(thread: Thread, people: Iterable[User], *, but: User) -> None:
    """Those who host the run. The caller holds the transaction, and has locked them."""
    _tell(THREAD, str(thread.pk), thread, people, but=but, at=thread.created_at)


def tell_of_answer(post: Post, people: Iterable[User]) -> None:
    """Those who follow, but who wrote it. The caller has locked them."""
    _tell(ANSWER, str(post.pk), post.thread, people, but=post.author, at=post.created_at)


def _tell(
    kind: str, about: str, thread: Thread, people: Iterable[User], *, but: User, at: Any
) -> None:
    tell(
        kind=kind,
        about=about,
        people=[person for person in people if person.pk != but.pk],
        values={"thread": thread.pk, "title": thread.title},
        target=("discussions:thread", [thread.pk]),
        at=at,
    )
