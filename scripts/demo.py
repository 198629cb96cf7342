"""`make demo`: everything from nothing to a running platform. Needs Python 3.11, git and make.

Checks what can be wrong before anything is made, installs, then hands over to demo/supervisor.py
inside the virtual environment. `PORT` and `DEMO_DIR` are honoured; `--reset` forgets the data.
One demo at a time uses a folder: it holds a lock there, which ends with it however it ends.
"""

import fcntl
import os
import shutil
import socket
import sys

import install

MARK = ".citynet-demo"


def port() -> str:
    """The port to serve on, free at this moment; ends with a sentence otherwise."""
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        install.fail(f"PORT is {wanted!r}; it must be a number from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except PermissionError:
            install.fail(f"Port {wanted} needs more rights. Choose another: PORT=8001 make demo")
        except OSError:
            install.fail(
                f"Port {wanted} is taken by another program. Stop it or choose another port: "
                f"PORT={min(int(wanted) + 1, 65535)} make demo"
            )
    return wanted


def folder() -> str:
    """The folder of the demo's data, made where it is missing."""
    path = os.path.abspath(os.environ.get("DEMO_DIR") or os.path.join(install.ROOT, "var"))
    try:
        os.makedirs(path, exist_ok=True)
        with open(os.path.join(path, MARK), "a", encoding="utf-8"):
            pass
    except OSError as error:
        install.fail(f"DEMO_DIR {path} cannot be written: {error.strerror}")
    return path


def hold(path: str, refusal: str) -> None:
    """Lock `path` for as long as this process lives; ends with `refusal` where another has it.

    The program that takes this process over keeps the lock; what it starts does not.
    """
    lock = os.open(os.path.join(path, MARK), os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        install.fail(refusal)
    except OSError:
        pass  # a drive of the network that knows no locks: nobody is refused
    os.set_inheritable(lock, True)


def reset(path: str) -> None:
    """Forget what the demo kept in `path`; nothing else in that folder is touched."""
    for name in os.listdir(path):
        # Which endings the diary of beat has depends on the machine's dbm.
        if name == "demo.json" or name.startswith(("db.sqlite3", "beat-schedule")):
            os.remove(os.path.join(path, name))
    for name in ("inbox", "media", "protected", "broker", "static", "log"):
        shutil.rmtree(os.path.join(path, name), ignore_errors=True)
    print("The demo's data is gone; `make demo` makes it anew.")


def main() -> None:
    install.check_python()
    path = folder()
    if "--reset" in sys.argv:
        hold(path, f"A demo is running on {path}. Stop it first (Ctrl-C where it was started).")
        reset(path)
        return
    hold(
        path,
        f"Another demo is running on {path}. Stop it, or choose another folder and port: "
        "DEMO_DIR=/tmp/second PORT=8001 make demo",
    )
    env = dict(os.environ, PORT=port(), DEMO_DIR=path)
    install.install("requirements.txt")
    os.chdir(install.ROOT)
    os.execve(install.python(), [install.python(), "-m", "demo.supervisor"], env)


if __name__ == "__main__":
    main()
