"""Real processes of the platform: a Celery worker, beat, gunicorn."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Process:
    """A child in a process group of its own, so that a kill reaches the pool's children too."""

    def __init__(
        self,
        command: list[str],
        env: Mapping[str, str],
        log: Path,
        *,
        program: tuple[str, ...] = (sys.executable, "-m"),
    ) -> None:
        self.log = log
        self._out = log.open("ab")
        self._child = subprocess.Popen(
            [*program, *command],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=self._out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self) -> None:
        """SIGKILL, as the kernel does when memory runs out."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL after 15 s."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self._child.poll() is None:
            if number == signal.SIGKILL:
                os.killpg(self._child.pid, number)
            else:
                self._child.send_signal(number)
            try:
                self._child.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._child.pid, signal.SIGKILL)
                self._child.wait()
        self._out.close()

    def wait_for(self, text: str, seconds: float = 30) -> None:
        """Until `text` stands in the log. Else kills the process and raises with the log's end."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in self.log.read_text(errors="replace"):
                return
            if self._child.poll() is not None:
                break
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(
            f"{text!r} did not appear:\n{self.log.read_text(errors='replace')[-3000:]}"
        )


def start_worker(env: Mapping[str, str], log: Path, *, concurrency: int = 1) -> Process:
    """A prefork Celery worker on every queue, ready to take tasks."""
    process = Process(
        [
            "celery",
            "-A",
            "lms",
            "worker",
            "--concurrency",
            str(concurrency),
            "--loglevel",
            "INFO",
            "--queues",
            "default,mail,certificates,bulk",
            "--without-gossip",
            "--without-mingle",
        ],
        env,
        log,
    )
    process.wait_for(" ready.", seconds=60)
    return process


def start_beat(env: Mapping[str, str], log: Path) -> Process:
    """Beat with its static schedule."""
    schedule = log.with_suffix(".schedule")
    return Process(["celery", "-A", "lms", "beat", "--schedule", str(schedule)], env, log)


def start_web(env: Mapping[str, str], log: Path, port: int) -> Process:
    """gunicorn on 127.0.0.1:port, answering."""
    process = Process(
        ["gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"],
        env,
        log,
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/en/account/login/", timeout=5)
            return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError(log.read_text(errors="replace")[-3000:])
