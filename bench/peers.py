"""What a newsletter is measured against: postfix's own tool, and two Django applications."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time

from .servers import ROOT

RUNS = 3
SOURCE_COUNT = 12_000
OFFICE_COUNT = 3000
NEWSLETTER_COUNT = 300


def smtp_source(port: int, size: int) -> float:
    """Messages of `size` bytes a second by ten connections; 0 where postfix is missing."""
    program = shutil.which("smtp-source", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        return 0.0
    said = (program, "-4", "-s", "10", "-m", str(SOURCE_COUNT), "-l", str(size))
    rates = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([*said, f"127.0.0.1:{port}"], check=True)
        rates.append(SOURCE_COUNT / (time.perf_counter() - began))
    return statistics.median(rates)


def post_office(*, processes: int) -> float:
    """Messages a second; each of its processes sends with five threads."""
    return _peer("bench.post_office", OFFICE_COUNT, processes)


def django_newsletter() -> float:
    """Messages a second."""
    return _peer("bench.django_newsletter", NEWSLETTER_COUNT)


def _peer(module: str, *numbers: int) -> float:
    """The median of some runs, each in a process of its own with settings that know the peer."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.peer_settings"}
    command = (sys.executable, "-m", module, *map(str, numbers))
    rates = []
    for _ in range(RUNS):
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
        rates.append(float(done.stdout.split()[-1]))
    return statistics.median(rates)
