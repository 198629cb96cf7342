"""Bring in a list of readers that was kept elsewhere: a dry run, then a worker.

50,000 rows are read and judged within a request (about 10 s on SQLite), since nothing is written
but the rows themselves. Writing readers is left to a worker: a thousand at a time, so that no
other writer waits for long, and a worker that was killed goes on where it stopped.
"""

from .planning import Facts, plan_import
from .running import run_import, run_imports, start_import

__all__ = ["Facts", "plan_import", "run_import", "run_imports", "start_import"]
