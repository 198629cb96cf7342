"""The same for the tasks of live sessions and webinars."""

from __future__ import annotations

from tests.faults.work import Work

WORK_LIVE: dict[str, Work] = {}
