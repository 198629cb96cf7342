"""The same for the tasks of notices, announcements and discussions."""

from __future__ import annotations

from tests.faults.work import Work

WORK_TELLING: dict[str, Work] = {}
