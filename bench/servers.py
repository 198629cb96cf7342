"""What is measured runs in real servers: gunicorn with two sync workers, PostgreSQL."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE = (sys.executable, "-m")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(*command: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; it listens on `port` when the block begins."""
    child = subprocess.Popen(command, cwd=ROOT, start_new_session=True, env=os.environ)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield child
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


@contextmanager
def gunicorn(application: str) -> Iterator[tuple[int, int]]:
    """(port, process id of the master)."""
    port = free_port()
    options = ["--workers", "2", "--preload", "--log-level", "warning"]
    bind = ["--bind", f"127.0.0.1:{port}"]
    with process(*MODULE, "gunicorn", application, *bind, *options, port=port) as child:
        yield port, child.pid


def worker_megabytes(master: int) -> float:
    """The mean PSS of the workers: memory they share is counted in shares. Linux only."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return sum(_pss(int(child)) for child in children) / len(children) / 1024


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
