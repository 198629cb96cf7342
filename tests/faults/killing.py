"""A real process, killed by SIGKILL right before a chosen statement of what it does."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, connections


class _Executioner:
    """Counts statements, and kills its own process where it comes to the one that was chosen."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1
        return execute(sql, *args)


def dies(deed: Callable[[], object], *, before: int) -> bool:
    """Do it in a process that is killed before its statement of this number, counted from 0.

    False where it was over before it came so far. Raises where it failed in another way.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        _act_and_end(deed, before)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        return True
    assert os.WEXITSTATUS(status) == 0, "The deed itself failed: see what it wrote."
    return False


def _act_and_end(deed: Callable[[], object], before: int) -> None:
    try:
        with connection.execute_wrapper(_Executioner(before)):
            deed()
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)


def kills(deed: Callable[[], object], *, step: int = 1) -> Iterator[int]:
    """Kill it at each `step`th statement from the first on, until it lives: then it is done.

    The number of the statement, after each kill.
    """
    place = 0
    while dies(deed, before=place):
        yield place
        place += step


def all_rows(*labels: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these models, or of all that we keep: what is the same was not touched."""
    models = [apps.get_model(label) for label in labels] or [
        model for model in apps.get_models() if model._meta.managed and not model._meta.proxy
    ]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
    }
