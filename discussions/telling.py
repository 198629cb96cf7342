"""Who hears of threads, answers and what was done about them. Each chooses how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import CourseRun
from discussions.models import Post, Thread
from discussions.scopes import closed_for
from learning.mails import course_titles
from learning.models import Enrollment
from notifications.actions import tell
from notifications.kinds import Kind, register_kind
from notifications.models import Notice, Way
from users.models import User

THREAD: Final = "thread_new"
ANSWER: Final = "thread_answer"
REPORTED: Final = "post_reported"
HELPFUL: Final = "post_helpful"
HIDDEN: Final = "post_hidden"
TITLED: Final = (THREAD, ANSWER, REPORTED, HELPFUL, HIDDEN)
"""Their notices hold the title of a thread, and those of NAMED who wrote: `by` is their pk."""
NAMED: Final = (THREAD, ANSWER)
ALL: Final = frozenset(Way)


def connect() -> None:
    values: dict[str, Any] = {"template": "notice", "default": Way.DIGEST, "ways": ALL}
    answers = gettext_lazy("Answers in threads that you follow")
    threads = gettext_lazy("New threads in runs that you host")
    register_kind(Kind(code=ANSWER, label=answers, say=_say_answer, **values))
    register_kind(Kind(code=THREAD, label=threads, say=_say_thread, for_hosts=True, **values))
    reports = gettext_lazy("Reports of posts in runs that you host")
    helpful = gettext_lazy("What a team says of your answers")
    hidden = gettext_lazy("What a team hid of yours")
    values["default"] = Way.MAIL
    register_kind(Kind(code=REPORTED, label=reports, say=_say_report, for_hosts=True, **values))
    register_kind(Kind(code=HIDDEN, label=hidden, say=_say_hidden, **values))
    values["default"] = Way.SITE
    register_kind(Kind(code=HELPFUL, label=helpful, say=_say_helpful, **values))


def _say_answer(values: Mapping[str, Any]) -> str:
    """Older notices name nobody, and some people have no name."""
    if values.get("name"):
        return _("%(name)s answered in “%(title)s”") % {
            "name": values["name"],
            "title": values.get("title", "…"),
        }
    return _("A new answer in “%(title)s”") % {"title": values.get("title", "…")}


def _say_thread(values: Mapping[str, Any]) -> str:
    if values.get("name"):
        return _("%(name)s began a thread: “%(title)s”") % {
            "name": values["name"],
            "title": values.get("title", "…"),
        }
    return _("A new thread: “%(title)s”") % {"title": values.get("title", "…")}


def _say_report(values: Mapping[str, Any]) -> str:
    return _("Somebody reported a post in “%(title)s”") % {"title": values.get("title", "…")}


def _say_helpful(values: Mapping[str, Any]) -> str:
    return _("The team finds your answer in “%(title)s” helpful") % {
        "title": values.get("title", "…")
    }


def _say_hidden(values: Mapping[str, Any]) -> str:
    return _("The team hid what you wrote in “%(title)s”") % {"title": values.get("title", "…")}


def hearers_of(thread: Thread, *, at: datetime) -> list[int]:
    """Who follows it and may still read it. One query; two more about a lesson, where lessons open
    one after the other."""
    run, provider, user = thread.run, thread.run.course.provider, OuterRef("user")
    enrolled = Enrollment.objects.active().filter(run=run, learner=user)
    in_team = CourseRun.team.through.objects.filter(courserun=run, user=user)
    groups = [provider.author_group_id, provider.administrator_group_id]
    edits = User.groups.through.objects.filter(user=user, group__in=groups)
    hosts = Q(Exists(in_team)) | Q(Exists(edits))
    rows = thread.followings.annotate(is_host=ExpressionWrapper(hosts, BooleanField()))
    rows = rows.filter(Q(Exists(enrolled)) | Q(is_host=True), left_at=None)
    people = dict(rows.values_list("user", "is_host"))
    learners = [pk for pk, is_host in people.items() if not is_host]
    closed = closed_for(run, thread.about, learners, at=at)
    return [pk for pk in people if pk not in closed]


def tell_of_thread(thread: Thread, people: Iterable[User], *, but: User) -> None:
    """Those who host the run. The caller holds the transaction, and has locked them."""
    target = ("discussions:thread", [thread.pk])
    _tell(THREAD, str(thread.pk), thread, people, but=but, at=thread.created_at, target=target)


def tell_of_answer(post: Post, people: Iterable[User]) -> None:
    """Those who follow, but who wrote it. The caller has locked them."""
    _tell_of(post, ANSWER, str(post.pk), people, but=post.author, at=post.created_at)


def tell_of_report(
    post: Post, people: Iterable[User], *, round_number: int, but: User, at: datetime
) -> None:
    """The hosts but its author, once until it is decided: so many reports of it were decided
    before."""
    others = [person for person in people if person.pk != post.author_id]
    _tell_of(post, REPORTED, f"{post.pk}:{round_number}", others, but=but, at=at)


def tell_of_mark(post: Post, people: Iterable[User], *, but: User, at: datetime) -> None:
    """Its author, where they are among these people."""
    theirs = [person for person in people if person.pk == post.author_id]
    _tell_of(post, HELPFUL, str(post.pk), theirs, but=but, at=at)


def tell_of_hiding(post: Post, people: Iterable[User], *, but: User, at: datetime) -> None:
    """Its author, each time."""
    theirs = [person for person in people if person.pk == post.author_id]
    _tell_of(post, HIDDEN, f"{post.pk}:{at.isoformat()}", theirs, but=but, at=at)


def take_words_back(post: Post) -> None:
    """Nobody who follows hears of an answer that was hidden or deleted meanwhile, nor of any in a
    thread that is; hosts still find the thread. What came by mail has come. One query."""
    followers = post.thread.followings.values("user")
    heard = Notice.objects.filter(user__in=followers, kind=ANSWER)
    if post.is_first:
        heard.filter(values__thread=post.thread_id).delete()
    else:
        heard.filter(about=str(post.pk)).delete()


def _tell_of(
    post: Post, kind: str, about: str, people: Iterable[User], *, but: User, at: datetime
) -> None:
    target = ("discussions:post", [post.pk])
    _tell(kind, about, post.thread, people, but=but, at=at, target=target)


def _tell(
    kind: str,
    about: str,
    thread: Thread,
    people: Iterable[User],
    *,
    but: User,
    at: datetime,
    target: tuple[str, list[Any]],
) -> None:
    """`but`: whose deed it is. They are named to others for what they wrote, for nothing else: who
    reported, hid or marked something is never told."""
    others = [person for person in people if person.pk != but.pk]
    if not others:
        return
    run, titles = thread.run, course_titles(thread.run.course)
    common = {"thread": thread.pk, "title": thread.title, "run": run.title}
    if kind in NAMED:
        common |= {"by": but.pk, "name": but.name}

    def values(reader: User) -> dict[str, Any]:
        return {**common, "course": titles.get(reader.language, run.course.title)}

    tell(kind=kind, about=about, people=others, values=values, target=target, at=at)
