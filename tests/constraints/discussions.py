"""What breaks the constraints of `discussions`."""

from __future__ import annotations

import uuid

from discussions.models import Following, Post
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW
from tests.factories.discussions import (
    make_announcement,
    make_following,
    make_post,
    make_report,
    make_thread,
)


def first_post() -> Post:
    return Post.objects.get(thread=make_thread(), is_first=True)


def following() -> Following:
    return make_following(make_thread())


BREAKS: dict[str, Break] = {
    "discussions_announcement_once_per_form": copy(make_announcement),
    "discussions_thread_locked_by_somebody": change(make_thread, locked_at=NOW),
    "discussions_thread_hidden_by_somebody": change(make_thread, hidden_at=NOW),
    "discussions_thread_deleted_by_somebody": change(make_thread, deleted_at=NOW),
    "discussions_following_once": copy(following),
    "discussions_post_first_once": copy(first_post, made_with=uuid.uuid4()),
    "discussions_post_helpful_by_somebody": change(make_post, helpful_at=NOW),
    "discussions_post_hidden_by_somebody": change(make_post, hidden_at=NOW),
    "discussions_post_deleted_by_somebody": change(make_post, deleted_at=NOW),
    "discussions_report_once_while_open": copy(make_report),
    "discussions_report_decided_by_somebody": change(make_report, decided_at=NOW),
}
