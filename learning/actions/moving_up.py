"""The waiting list moves up: in the transaction in which a seat gets free, and by the clock."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from core.log import log_many
from courses.models import CourseRun
from learning.mails import offer_seats, tell_lapsed
from learning.models import WaitingEnd, WaitingPlace
from learning.schedule import offer_ends
from learning.seats import count_enrolled, lock_learners, lock_runs

PAUSE_SECONDS = 0.01  # on SQLite, so that others write between two runs


def move_up(run: CourseRun, *, at: datetime) -> None:
    """Offer the free seats of a locked run to who is first; take back what was not answered.

    One query where nobody waits. Twice changes nothing.
    """
    places = list(WaitingPlace.objects.open().filter(run=run).order_by("pk"))
    if not places:
        return
    due = [place for place in places if place.offered_at and not place.is_offered(at=at)]
    waiting = [place for place in places if not place.offered_at]
    kept = len(places) - len(due) - len(waiting)
    chosen = waiting[: _free(run, kept=kept)] if run.is_open_for_enrollment(at=at) else []
    known = lock_learners(place.learner_id for place in (*due, *chosen)) if due or chosen else {}
    for place in (*due, *chosen):
        place.run = run
        if place.learner_id in known:
            place.learner = known[place.learner_id]
    _lapse([place for place in due if place.learner_id in known], at)
    _offer([place for place in chosen if place.learner_id in known], offer_ends(run, at=at), at)


def _free(run: CourseRun, *, kept: int) -> int | None:
    """How many seats can be offered beside those that are kept for somebody.

    These are not counted anew: whoever is erased meanwhile gives theirs back to the next sweep.
    """
    if run.capacity is None:
        return None
    return max(0, run.capacity - count_enrolled([run.pk]).get(run.pk, 0) - kept)


def _lapse(places: list[WaitingPlace], at: datetime) -> None:
    if places:
        _end(places, WaitingEnd.LAPSED, at)
        log_many(places, "learning.lapse_offer", user=None)
        tell_lapsed(places)


def _offer(places: list[WaitingPlace], ends: datetime, at: datetime) -> None:
    if not places:
        return
    keys = [place.pk for place in places]
    WaitingPlace.objects.filter(pk__in=keys).update(offered_at=at, offer_ends_at=ends)
    for place in places:
        place.offered_at, place.offer_ends_at = at, ends
    log_many(places, "learning.offer_seat", user=None)
    offer_seats(places)


def _end(places: Iterable[WaitingPlace], end: WaitingEnd, at: datetime) -> None:
    keys = [place.pk for place in places]
    WaitingPlace.objects.filter(pk__in=keys).update(ended_at=at, end=end)


def end_waiting(
    run: CourseRun, learner_ids: Iterable[int], *, end: WaitingEnd, at: datetime
) -> int:
    """These learners wait no more in this locked run. Returns how many did. One query."""
    places = WaitingPlace.objects.filter(run=run, learner__in=list(learner_ids), ended_at=None)
    return places.update(ended_at=at, end=end)


def move_up_all(*, at: datetime) -> int:
    """Every run in which somebody waits, one transaction each. Returns how many runs those are.

    What frees a seat without an action lies here: an offer that nobody answered, an erased
    learner, more seats in the run, enrollment that opens again. Idempotent.
    """
    open_places = WaitingPlace.objects.open().order_by()
    run_ids = sorted(open_places.values_list("run", flat=True).distinct())
    for run_id in run_ids:
        with transaction.atomic():
            for run in lock_runs(run_id).values():
                move_up(run, at=at)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    return len(run_ids)
