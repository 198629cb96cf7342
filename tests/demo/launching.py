"""`scripts/demo.py` as a process, as `make demo` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent


class Demo:
    """`scripts/demo.py` with its output; `lines` ends with the sign-ins."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "scripts/demo.py"],
            cwd=ROOT,
            env={**os.environ, "DEMO_DIR": str(folder), "PORT": str(port)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started = time.monotonic()
        self.lines: list[str] = []
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if line.startswith("Ready: "):
                self.seconds = time.monotonic() - started
                break
        assert self.lines[-1] == f"Ready: {self.url}/", self.lines
        self.sign_in = self.process.stdout.readline().split()
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.communicate(timeout=30)

    def left(self) -> list[psutil.Process]:
        """Which of its processes still run. One that ended but was not waited for does not."""
        return [child for child in self.children if _runs(child)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
