"""What a thread can be about: a run, a lesson of it, a session. Registered in an app's `ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from courses.models import CourseRun
    from users.models import User


@dataclass(frozen=True, slots=True)
class Scope:
    """`key` is what `Thread.scope_key` holds: a lesson's or a session's, or "" for the run.

    `may_read` answers for learners; hosts of the run read everywhere. `path` leads to what it is
    about, `title` names it; "" where it is gone, and then its threads stand under the run.
    """

    label: str | Promise
    may_read: Callable[[User | AnonymousUser, CourseRun, str], bool]
    path: Callable[[CourseRun, str], str]
    title: Callable[[CourseRun, str], str]


_scopes: dict[str, Scope] = {}


def register_scope(kind: str, scope: Scope) -> None:
    """`kind`: at most 10 letters, as `Thread.scope` holds it."""
    _scopes[kind] = scope


def scope_of(kind: str) -> Scope | None:
    """None where no app answers for such a kind."""
    return _scopes.get(kind)
