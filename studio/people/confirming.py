"""What the page says before a deed is done: to what, what comes of it, and how it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.actions.unenrolling import has_left_by_themselves

from .deeds import Deed, missing_in
from .learner import Learner

ABOUT_A_LESSON: Final = (Deed.EXCUSE, Deed.BY_HAND, Deed.TAKE_BACK)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`object`: the lesson or check, or "". `refusal`: why it cannot be done, instead of a form."""

    deed: Deed
    object: str
    effects: tuple[str, ...]
    refusal: str
    lesson_key: str
    activity_key: str
    seen: int | None


def confirm(
    deed: Deed, learner: Learner, *, lesson_key: str = "", activity_key: str = ""
) -> Confirmation | None:
    """None where the address names a lesson or check that this learner has nothing to do with."""
    lesson_key = lesson_key if deed in (*ABOUT_A_LESSON, Deed.RESET) else ""
    activity_key = activity_key if deed == Deed.RESET else ""
    title = _object(deed, learner, lesson_key, activity_key)
    if title is None:
        return None
    refusal = _refusal(deed, learner, lesson_key, activity_key)
    effects = () if refusal else tuple(_effects(deed, learner, lesson_key))
    return Confirmation(
        deed=deed,
        object=title,
        effects=effects,
        refusal=refusal,
        lesson_key=lesson_key,
        activity_key=activity_key,
        seen=_seen(deed, learner, lesson_key, activity_key),
    )


def _object(deed: Deed, learner: Learner, lesson_key: str, activity_key: str) -> str | None:
    if deed in ABOUT_A_LESSON:
        return next((each.title for each in learner.lessons if each.key == lesson_key), None)
    if deed == Deed.RESET:
        check = learner.check(lesson_key, activity_key)
        return f"{check.lesson}: {check.check}" if check and check.is_there else None
    return ""


def _seen(deed: Deed, learner: Learner, lesson_key: str, activity_key: str) -> int | None:
    if deed == Deed.MOVE:
        return learner.enrollment.run_id
    check = learner.check(lesson_key, activity_key)
    return check.last_number if deed == Deed.RESET and check else None


def _refusal(deed: Deed, learner: Learner, lesson_key: str, activity_key: str) -> str:
    """In words, or "" where it can be done."""
    if deed in (Deed.EXCUSE, Deed.BY_HAND, Deed.COMPLETE):
        if learner.enrollment.learner.erased_at is not None:
            return _("This account is closed.")
        if not missing_in(learner.standing, lesson_key):
            return _("Nothing of this is missing.")
        return _without_seat(learner)
    if deed == Deed.TAKE_BACK and not learner.can_take_back(lesson_key):
        return _("Nothing of this lesson is excused or counted by hand.")
    if deed == Deed.RESET:
        check = learner.check(lesson_key, activity_key)
        is_open = check is None or not check.can_be_reset
        return _("The check is open already: no attempt counts.") if is_open else ""
    if deed == Deed.MOVE and not learner.other_runs:
        return _("There is no other run of this course. Plan one first.")
    if deed == Deed.UNENROLL and learner.enrollment.completed_at is not None:
        return _("Who has completed the course stays in it.")
    if deed == Deed.UNENROLL:
        return _without_seat(learner)
    return _refusal_to_enroll(learner) if deed == Deed.ENROLL_AGAIN else ""


def _without_seat(learner: Learner) -> str:
    is_out = learner.enrollment.withdrawn_at is not None
    return _("This person has no seat in the run.") if is_out else ""


def _refusal_to_enroll(learner: Learner) -> str:
    if learner.enrollment.withdrawn_at is None:
        return _("This person is enrolled.")
    if learner.enrollment.learner.erased_at is not None:
        return _("This account is closed.")
    if has_left_by_themselves(learner.enrollment):
        return _("This person left the run by their own will. Only they can come back.")
    return ""


def _effects(deed: Deed, learner: Learner, lesson_key: str) -> Iterator[str]:
    if deed == Deed.EXCUSE:
        yield _("The lesson is not asked of this learner any more; it may still be done.")
        yield from _ends(deed, learner, lesson_key)
    elif deed == Deed.BY_HAND:
        yield _("The lesson and its knowledge checks count as done, with your name and the reason.")
        yield from _ends(deed, learner, lesson_key)
    elif deed == Deed.COMPLETE:
        count = len(missing_in(learner.standing))
        yield ngettext(
            "%(count)d thing that is missing counts as done, with your name and the reason.",
            "%(count)d things that are missing count as done, with your name and the reason.",
            count,
        ) % {"count": count}
        yield from _ends(deed, learner, "")
    elif deed == Deed.TAKE_BACK:
        yield _("What was excused or counted by hand in this lesson counts no more.")
        yield _("What the learner did there stays. A completion stays a completion.")
    elif deed == Deed.RESET:
        yield _("The check is open again with all attempts. The answers so far are kept.")
        yield _("If it was passed, it has to be passed again. A completion stays a completion.")
        yield _("This cannot be undone.")
    elif deed == Deed.MOVE:
        yield _("Everything that was done goes along. No mail is sent: tell them yourself.")
        yield _("To undo it, move them back while there is a seat.")
    elif deed == Deed.UNENROLL:
        yield _("The seat is free for somebody else. Everything that was done is kept.")
        yield _("No mail is sent: tell them yourself.")
        yield _("To undo it, enroll them again while enrollment is open and there is a seat.")
    else:
        yield _("They get a seat, everything that they had done, and a mail that says so.")


def _ends(deed: Deed, learner: Learner, lesson_key: str) -> Iterator[str]:
    """Whether this completes the course, which nothing takes back; else how it is undone."""
    progress = learner.standing.progress
    is_last = len(missing_in(learner.standing, lesson_key)) == len(progress.missing)
    if is_last and (deed != Deed.EXCUSE or progress.done):
        yield _("This completes the course, and a certificate is issued if the course gives one.")
        yield _("The completion cannot be undone.")
    else:
        yield _("“Take back” undoes it.")
