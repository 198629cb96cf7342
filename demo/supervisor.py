"""Starts what the demo consists of, waits until it answers, and stops all of it together.

Runs inside the virtual environment, without Django: `python -m demo.supervisor`.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from .broker import choose_broker, free_port

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """On Linux a child ends when this process is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    def __init__(self) -> None:
        self.port = int(os.environ["PORT"])
        self.folder = Path(os.environ["DEMO_DIR"])
        self.address = f"http://127.0.0.1:{self.port}/"
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        mail_port = free_port()
        self.broker = choose_broker(os.environ.get("LMS_BROKER_URL", ""), self.folder)
        self.mail_command = (
            *(sys.executable, "-m", "demo.mail_server"),
            *(str(mail_port), str(self.folder / "inbox")),
        )
        self.env = {
            "DJANGO_SETTINGS_MODULE": "lms.settings.base",
            "LMS_DEMO": "1",
            "LMS_SITE_URL": self.address.rstrip("/"),
            "LMS_SMTP_HOST": "127.0.0.1",
            "LMS_SMTP_PORT": str(mail_port),
            "LMS_BROKER_URL": self.broker.url,
            **os.environ,
        }
        self.env["LMS_BROKER_URL"] = self.broker.url

    def start(self, name: str, command: tuple[str, ...]) -> None:
        """Start a child that writes to DEMO_DIR/log/<name>.log, in a process group of its own."""
        with (self.folder / "log" / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end; its failure ends the demo with a sentence."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, check=False
        )
        if done.returncode:
            raise SystemExit(
                f"`manage.py {arguments[0]}` failed; what went wrong stands above. "
                "`make demo-reset` starts from nothing."
            )

    def prepare(self) -> None:
        """Database, static files and sample network; quick where nothing changed."""
        print("Preparing the database and the sample network", flush=True)
        self.start(
            "collectstatic",
            (sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"),
        )
        subprocess.run([sys.executable, "-m", "scripts.compile_messages"], cwd=ROOT, check=False)
        self.manage("demo_prepare")
        if self.children.pop("collectstatic").wait():
            raise SystemExit(
                f"Static files could not be collected; see {self.folder}/log/collectstatic.log"
            )

    def serve(self) -> None:
        """Start worker, beat and web."""
        python = (sys.executable, "-m")
        celery = (*python, "celery", "-A", "lms")
        schedule = str(self.folder / "beat-schedule")
        self.start(
            "worker",
            (
                *(*celery, "worker", "--concurrency", "1", "--loglevel", "INFO"),
                *("--queues", "default,mail,certificates", "--without-gossip", "--without-mingle"),
            ),
        )
        self.start("beat", (*celery, "beat", "--schedule", schedule))
        self.start(
            "web",
            (
                *(*python, "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{self.port}"),
                *("--workers", "1", "--threads", "4", "--worker-class", "gthread"),
            ),
        )

    def wait_until_ready(self) -> None:
        """Until the home page answers. Raises SystemExit with where to look if a child ended."""
        while True:
            self.check_children()
            try:
                with urllib.request.urlopen(f"{self.address}en/", timeout=10):
                    return
            except urllib.error.HTTPError as error:
                raise SystemExit(
                    f"The home page answers {error.code}; see {self.folder}/log/web.log"
                ) from error
            except OSError:
                time.sleep(0.1)

    def check_children(self) -> None:
        for name, child in self.children.items():
            if child.poll() is not None:
                raise SystemExit(f"{name} ended by itself; see {self.folder}/log/{name}.log")

    def announce(self) -> None:
        print(f"Ready: {self.address}", flush=True)
        for account in json.loads((self.folder / "demo.json").read_text())["accounts"]:
            print(account["role"], account["email"], account["password"], flush=True)

    def stop(self) -> None:
        """SIGTERM to every child; SIGKILL to whole groups after ten seconds."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def run(self) -> None:
        """All of it, until a signal."""
        try:
            print(self.broker.sentence, flush=True)
            if self.broker.command:
                self.start("broker", self.broker.command)
            self.start("mail", self.mail_command)
            self.prepare()
            self.serve()
            self.wait_until_ready()
            if not (self.folder / "demo-walked").exists():
                self.manage("demo_walk")
                (self.folder / "demo-walked").touch()
            self.announce()
            while True:
                time.sleep(1)
                self.check_children()
        finally:
            self.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        Supervisor().run()
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
