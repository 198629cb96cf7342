"""Starts what the demo consists of, waits until it answers, and stops all of it together.

Runs inside the virtual environment, without Django: `python -m demo.supervisor`.
"""

from __future__ import annotations

import contextlib
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
FIRST_MAILS_SECONDS = 15
# What the worker mails by itself, by what stands in every such mail.
FIRST_MAILS = {"certificate": b"certificate.pdf", "newsletter": b"\r\nList-Id: "}
CELERY = (sys.executable, "-m", "celery", "-A", "lms")
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    """Linux alone knows this call; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _die_with_parent() -> None:
    """On Linux a child ends when this process is killed outright."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _adopted() -> list[int]:
    """What is our child now, also what left its group. Nothing where /proc does not say."""
    try:
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    except OSError:
        return []
    return [int(pid) for pid in listed.split()]


def has_static_files(collected: Path) -> bool:
    """Whether what was collected there is newer than every file and package that it comes from."""
    manifest = collected / "staticfiles.json"
    if not manifest.exists():
        return False
    folders = list(ROOT.glob("*/static"))
    sources = [*folders, *(path for folder in folders for path in folder.rglob("*"))]
    sources += Path(sys.prefix).glob("installed-*")
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    return newest < manifest.stat().st_mtime


class Supervisor:
    def __init__(self) -> None:
        self.port = int(os.environ["PORT"])
        self.folder = Path(os.environ["DEMO_DIR"])
        self.address = f"http://127.0.0.1:{self.port}/"
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        # What a child leaves behind comes to us, not to a first process that may wait for nobody.
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
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

    def prepare(self) -> None:
        """Database, static files and sample network; quick where nothing changed.

        Two cores do it: web, and the first time the worker too, come up beside the loading.
        """
        print("Preparing the database and the sample network", flush=True)
        subprocess.run([sys.executable, "-m", "scripts.compile_messages"], cwd=ROOT, check=False)
        manage = (sys.executable, "manage.py")
        self.start("prepare", (*manage, "demo_prepare"))
        if not has_static_files(self.folder / "static"):
            self.start("collectstatic", (*manage, "collectstatic", "--noinput", "--verbosity", "0"))
            self.wait_for("collectstatic")
        self.serve_pages()
        if not (self.folder / "demo.json").exists():
            self.work()
        self.wait_for("prepare")

    def wait_for(self, name: str) -> None:
        """Until this child ends; its failure ends the demo with a sentence."""
        if self.children[name].wait():
            raise SystemExit(
                f"The demo could not be prepared; see {self.folder}/log/{name}.log. "
                "`make demo-reset` starts from nothing."
            )
        del self.children[name]

    def serve_pages(self) -> None:
        """Start web."""
        self.start(
            "web",
            (
                *(sys.executable, "-m", "gunicorn", "lms.wsgi"),
                *("--bind", f"127.0.0.1:{self.port}"),
                *("--workers", "1", "--threads", "4", "--worker-class", "gthread"),
            ),
        )

    def work(self) -> None:
        """Start the worker, once."""
        if "worker" not in self.children:
            self.start(
                "worker",
                (
                    *(*CELERY, "worker", "--concurrency", "1", "--loglevel", "INFO"),
                    *("--queues", "default,mail,certificates,bulk"),
                    *("--without-gossip", "--without-mingle"),
                ),
            )

    def keep_time(self) -> None:
        """Start beat."""
        self.start("beat", (*CELERY, "beat", "--schedule", str(self.folder / "beat-schedule")))

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

    def wait_for_first_mails(self) -> None:
        """Until the inbox holds one of each kind. The demo goes on without."""
        deadline = time.monotonic() + FIRST_MAILS_SECONDS
        inbox = self.folder / "inbox"
        for kind, mark in FIRST_MAILS.items():
            while not any(mark in path.read_bytes() for path in inbox.glob("*.eml")):
                self.check_children()
                if time.monotonic() > deadline:
                    print(f"No {kind} was mailed yet; see {self.folder}/log/worker.log")
                    break
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
        """SIGTERM to every child; SIGKILL to whole groups after ten seconds. Leaves no orphan."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._kill(child.pid)
                child.wait()
        self._wait_for_orphans(deadline)

    def _wait_for_orphans(self, deadline: float) -> None:
        """Until the children of our children have ended too, killed if they last too long."""
        while True:
            try:
                ended, _status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not ended:
                time.sleep(0.05)
                if time.monotonic() > deadline:
                    for child in self.children.values():
                        self._kill(child.pid)
                    for pid in _adopted():
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(pid, signal.SIGKILL)

    def _kill(self, group: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    def run(self) -> None:
        """All of it, until a signal."""
        try:
            print(self.broker.sentence, flush=True)
            if self.broker.command:
                self.start("broker", self.broker.command)
            self.start("mail", self.mail_command)
            self.prepare()
            self.wait_until_ready()
            self.work()
            self.keep_time()
            self.wait_for_first_mails()
            self.announce()
            while True:
                time.sleep(1)
                self.check_children()
        finally:
            self.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    # A script that starts it in the background has SIGINT ignored for it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        Supervisor().run()
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
