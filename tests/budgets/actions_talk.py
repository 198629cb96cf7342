"""How many queries the actions of announcements and threads may cost: see `actions.py`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from courses.models import CourseRun
from discussions.actions import (
    announce,
    hide_post,
    keep_post,
    mark_helpful,
    report_post,
    withdraw_announcement,
)
from discussions.models import Post, ReportReason
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_post, make_report, make_thread
from tests.factories.learning import make_learner

from .actions import Run
from .actions_live import people_in, tells
from .world import World

TEXTS = {
    "en": {"subject": "A new room", "body": "We meet on the second floor."},
    "id": {"subject": "Ruang baru", "body": "Kita bertemu di lantai dua."},
}


def run_with(world: World) -> CourseRun:
    """With as many people as the world has, and as many hosts."""
    run = make_run(world.small)
    people_in(run, world.size)
    run.team.set([make_learner() for _ in range(world.size)])
    return run


def reported(world: World) -> Post:
    """An answer that so many people reported."""
    post = make_post(make_thread(run_with(world)))
    for _ in range(world.size):
        make_report(post)
    return post


def announces(world: World) -> Run:
    run = run_with(world)

    def act() -> int:
        made, _is_new = announce(run=run, texts=TEXTS, token=uuid4(), by=world.author, at=NOW)
        return made.told_count

    return tells(world, act)


def takes_an_announcement_back(world: World) -> Run:
    run = run_with(world)
    announcement, _is_new = announce(run=run, texts=TEXTS, token=uuid4(), by=world.author, at=NOW)
    return lambda: withdraw_announcement(announcement=announcement, by=world.author, at=NOW)


def reports(world: World) -> Run:
    """The first report, of which all hosts hear."""
    made = make_post(make_thread(run_with(world)))
    post = Post.objects.select_related("thread__run__course__provider").get(pk=made.pk)
    return lambda: report_post(
        post=post, reason=ReportReason.SPAM, words="", by=world.learner, at=NOW
    )


def hides(world: World) -> Run:
    post = reported(world)
    return lambda: hide_post(post=post, reason="Rude", by=world.author, at=NOW)


def keeps(world: World) -> Run:
    post = reported(world)
    return lambda: keep_post(post=post, by=world.author, at=NOW)


def finds_helpful(world: World) -> Run:
    post = make_post(make_thread(run_with(world)))
    return lambda: mark_helpful(post=post, by=world.author, at=NOW)


TALK_ACTIONS: dict[str, tuple[int, Callable[[World], Run]]] = {
    # the locked run with its course and provider, whether the form was sent before; the row; the
    # course's titles; who is in the run, whom it is news to, in which way, the notices, the mails;
    # how many were told; the log with kind and user; two atomic blocks
    "announce": (17, announces),
    # the locked run, the row; the notices, the mails; the log's three; two atomic blocks
    "take an announcement back": (11, takes_an_announcement_back),
    # the team; all people locked, the locked thread, the post; whether it is reported by them
    # already, how often it was decided; the row; the course's titles, whom it is news to, in which
    # way, the notices, the mails; two atomic blocks
    "report a post": (16, reports),
    # both people locked, the locked thread, the post; its reports, the row; the log's three; what
    # others heard of it; the course's titles, to its author the four of telling; two atomic blocks
    "hide a post": (18, hides),
    # the locked person, the locked thread, the post; its reports; the log's three; an atomic block
    "keep a post": (9, keeps),
    # as one that is hidden; no report is asked for, nobody else heard of it, and no mail comes
    "mark a post as helpful": (15, finds_helpful),
}
