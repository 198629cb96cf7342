"""Real processes that begin at the same moment, each with a connection of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.db import connections

FORK = multiprocessing.get_context("fork")


def in_processes(count: int, call: Callable[[int], Any]) -> list[Any]:
    """`call(0)` to `call(count - 1)`, each in a process; what they returned, in that order.

    Raises where one of them failed: what it wrote says why.
    """
    connections.close_all()
    gate, results = FORK.Barrier(count), FORK.SimpleQueue()
    children = [
        FORK.Process(target=_act, args=(call, place, gate, results)) for place in range(count)
    ]
    for child in children:
        child.start()
    found = dict(results.get() for _child in children)
    for child in children:
        child.join()
    failed = {place: each[1] for place, each in found.items() if not each[0]}
    assert not failed, failed
    return [found[place][1] for place in range(count)]


def _act(call: Callable[[int], Any], place: int, gate: Any, results: Any) -> None:
    try:
        gate.wait(30)
        results.put((place, (True, call(place))))
    except BaseException as error:
        results.put((place, (False, repr(error))))
    finally:
        connections.close_all()


@contextmanager
def beside(deed: Callable[[], object]) -> Any:
    """A process that does it while the block runs; it is awaited at the end. Yields its number."""
    connections.close_all()
    child = FORK.Process(target=deed)
    child.start()
    try:
        yield child.pid
    finally:
        child.join(60)
        if child.exitcode is None:
            child.kill()
    assert child.exitcode in (0, -signal.SIGKILL), child.exitcode


def kill_when(pid: int, is_time: Callable[[], bool], *, seconds: float = 30) -> None:
    """SIGKILL, as soon as it is time; also where it never is, since a test has to end."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at and not is_time():
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
