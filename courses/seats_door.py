"""Door: an app above tells how many seats of runs are taken.

`learning` registers its counter in its `apps.py`. Without a counter every seat is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

SeatCounter = Callable[[Iterable[int]], Mapping[int, int]]

_counters: list[SeatCounter] = []


def register_seat_counter(counter: SeatCounter) -> None:
    """Ask `counter` for the seats taken in the runs with these ids. Twice is harmless."""
    if counter not in _counters:
        _counters.append(counter)


def seats_taken(run_ids: Iterable[int]) -> dict[int, int]:
    """By run; a run in which nobody is may be left out. One query, or none without runs."""
    ids = list(run_ids)
    taken: dict[int, int] = {}
    for counter in _counters if ids else ():
        taken.update(counter(ids))
    return taken
