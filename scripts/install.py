"""Make .venv and install a pinned, hashed list into it: `python3 scripts/install.py LIST`.

Needs only a Python that can make virtual environments. What is installed already is left alone.
Runs on any Python since 3.6, so that an old one can be told what is missing.
"""

import hashlib
import os
import subprocess
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST = (3, 11)


def fail(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_python() -> None:
    """End with a sentence where this Python cannot run the platform."""
    if sys.version_info < OLDEST:
        fail(
            f"This Python is {sys.version_info[0]}.{sys.version_info[1]}; the platform needs "
            "3.11 or newer. Install one and name it: make demo PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        fail(
            "This Python cannot make virtual environments. "
            "Install its venv module (Debian and Ubuntu: apt install python3-venv) and try again."
        )


def python() -> str:
    """The path of the virtual environment's Python."""
    return os.path.join(VENV, "bin", "python")


def _stamp(requirements: str) -> str:
    with open(os.path.join(ROOT, requirements), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _uv_alone(requirements: str) -> str:
    """The lines of `requirements` that pin uv with its hashes."""
    lines, keep = [], False
    with open(os.path.join(ROOT, requirements), encoding="utf-8") as file:
        for line in file:
            if not line.startswith((" ", "#")):
                keep = line.startswith("uv==")
            if keep:
                lines.append(line)
    return "".join(lines)


def install(requirements: str) -> None:
    """Bring .venv to what `requirements` says; a second call with the same list does nothing."""
    stamp_file = os.path.join(VENV, "installed-" + requirements)
    stamp = _stamp(requirements)
    if os.path.exists(stamp_file):
        with open(stamp_file, encoding="utf-8") as file:
            if file.read() == stamp:
                return
    if not os.path.exists(python()):
        print("Making a virtual environment in .venv", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", VENV]):
            fail("The virtual environment could not be made; what went wrong stands above.")
    if not os.path.exists(os.path.join(VENV, "bin", "uv")):
        uv_list = os.path.join(VENV, "uv.txt")
        with open(uv_list, "w", encoding="utf-8") as file:
            file.write(_uv_alone(requirements))
        pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.call([*pip, "--require-hashes", "-r", uv_list]):
            fail("The installer could not be fetched. Check the network and try again.")
    print("Installing " + requirements, flush=True)
    uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "--python", python()]
    if subprocess.call([*uv, "--require-hashes", "-r", requirements], cwd=ROOT):
        fail("The installation stopped; what went wrong stands above. Try again when it is mended.")
    with open(stamp_file, "w", encoding="utf-8") as file:
        file.write(stamp)


if __name__ == "__main__":
    check_python()
    install(sys.argv[1])
