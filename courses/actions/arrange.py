"""Rearrange a course: what moves and what is taken out waits for publication, like a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from courses.arranging import Arrangement, published, wanted
from courses.models import Course
from courses.moving import move_pages
from courses.tree import read_nodes, read_wanted

if TYPE_CHECKING:
    from users.models import User

Step = Callable[[Arrangement], Arrangement]
ELSEWHERE = _(
    "Somebody rearranged the course meanwhile, perhaps you in another window. Nothing was changed: "
    "this is how it stands now."
)


class ArrangedElsewhere(ValueError):
    """The order that was looked at is not the newest. The text says so."""


@transaction.atomic
def arrange(
    course: Course, step: Step, *, number: int, by: User, said: dict[str, Any] | None = None
) -> bool:
    """Take one step from what the authors want now. False where it changes nothing.

    `number` is the `arrangement_number` that the page showed; raises ArrangedElsewhere where it is
    another by now, NoSuchPlace for a page that is gone. A course that was never published is
    rearranged at once. `said` is kept in the log.
    """
    locked = _lock(course, number)
    nodes = read_nodes(locked)
    before = wanted(locked, nodes)
    after = step(before)
    if after == before:
        return False
    if locked.newest_outline_id is None:
        locked.arrangement = after.as_json()
        apply_arrangement(locked, by=by)
    else:
        is_as_published = after == published(nodes, locked.retired_keys)
        _store(locked, None if is_as_published else after.as_json())
    log(locked, "courses.arrange_course", user=by, data=said or {})
    return True


@transaction.atomic
def discard_arrangement(course: Course, *, number: int, by: User) -> bool:
    """Back to the order that readers have. False where nothing else was wanted."""
    locked = _lock(course, number)
    if locked.arrangement is None:
        return False
    _store(locked, None)
    log(locked, "courses.arrange_course", user=by, data={"deed": "undo"})
    return True


def apply_arrangement(course: Course, *, by: User | None) -> bool:
    """Make the order that is wanted the one that is. Called under the lock on the course.

    False where nothing else was wanted. Moves pages in every language.
    """
    if course.arrangement is None:
        return False
    arrangement = read_wanted(course)
    move_pages(course, arrangement, by=by)
    course.retired_keys = sorted(arrangement.retired)
    course.save(update_fields=["retired_keys"])
    _store(course, None)
    return True


def _lock(course: Course, number: int) -> Course:
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if locked.arrangement_number != number:
        raise ArrangedElsewhere(str(ELSEWHERE))
    return locked


def _store(course: Course, arrangement: dict[str, Any] | None) -> None:
    course.arrangement = arrangement
    course.arrangement_number += 1
    course.save(update_fields=["arrangement", "arrangement_number"])
