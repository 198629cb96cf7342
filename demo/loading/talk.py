"""What people of the demo say in the discussions of their runs, and what their teams announce."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from courses.models import CourseRun
from demo.course_files import CONTENT_DIR, read_yaml, stable_id
from discussions.actions import announce, answer, start_thread
from discussions.scopes import RUN
from users.models import User


def talk(runs: Mapping[str, CourseRun], people: Mapping[str, User], *, at: datetime) -> None:
    """The threads of the file, each with its answers, and what is announced."""
    said = read_yaml(CONTENT_DIR / "talk.yaml")
    for number, entry in enumerate(said["threads"]):
        _discuss(number, entry, runs, people, at)
    for number, entry in enumerate(said["announcements"]):
        announce(
            run=runs[entry["run"]],
            texts={"en": {"subject": entry["subject"], "body": entry["text"].strip()}},
            token=UUID(stable_id("announcement", number)),
            by=people[entry["by"]],
            at=at - timedelta(days=entry["days_ago"]),
        )


def _discuss(
    number: int,
    entry: Mapping[str, Any],
    runs: Mapping[str, CourseRun],
    people: Mapping[str, User],
    at: datetime,
) -> None:
    begun_at = at - timedelta(days=entry["days_ago"])
    scope, key = _about(runs[entry["run"]], entry)
    thread, _is_new = start_thread(
        run=runs[entry["run"]],
        scope=scope,
        scope_key=key,
        title=entry["title"],
        body=entry["text"].strip(),
        token=UUID(stable_id("thread", number)),
        by=people[entry["by"]],
        at=begun_at,
    )
    for place, said in enumerate(entry["answers"]):
        answer(
            thread=thread,
            body=said["text"].strip(),
            token=UUID(stable_id("thread", number, place)),
            by=people[said["by"]],
            at=begun_at + (place + 1) * timedelta(hours=5),
        )


def _about(run: CourseRun, entry: Mapping[str, Any]) -> tuple[str, str]:
    """What a thread of the file is about: a lesson, a session or its run."""
    if "session" in entry:
        return "session", str(run.sessions.order_by("starts_at")[entry["session"] - 1].key)
    outline = run.course.newest_outline
    if "lesson" in entry and outline is not None:
        lesson = next(each for each in outline.outline.lessons() if each.slug == entry["lesson"])
        return "lesson", lesson.key
    return RUN, ""
