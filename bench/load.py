"""Eight connections that ask as fast as they are answered."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

CONNECTIONS = 8
FINE = frozenset({b"200", b"302"})


@dataclass
class Load:
    """What came back. `seconds` holds one number for each request."""

    took: float = 0.0
    seconds: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.took

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000


def request(path: str, *, cookies: str = "", csrf: str = "", method: str = "GET") -> bytes:
    """One request as bytes, to be sent on a connection of its own."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    if cookies:
        lines.append(f"Cookie: {cookies}")
    if method == "POST":
        lines += [f"X-CSRFToken: {csrf}", "Content-Length: 0"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def press(
    port: int,
    requests: list[Iterable[bytes]],
    *,
    limit: float,
    statuses: Container[bytes] | None = None,
) -> Load:
    """Send each connection's requests one after the other, for at most `limit` seconds.

    Raises RuntimeError if an answer is none of `statuses`: 200 or 302 where nothing is said.
    """
    load = Load()
    faults: list[object] = []

    def run(queue: Iterator[bytes], ends_at: float) -> None:
        for content in queue:
            started = time.perf_counter()
            if started > ends_at:
                return
            try:
                status = _ask(port, content)
            except OSError as error:
                faults.append(error)
                return
            load.seconds.append(time.perf_counter() - started)
            if status not in (statuses or FINE):
                faults.append(status)
                return

    began = time.perf_counter()
    threads = [
        threading.Thread(target=run, args=(iter(queue), began + limit)) for queue in requests
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.took = time.perf_counter() - began
    if faults:
        raise RuntimeError(f"The server answered {faults[0]!r}")
    return load


def _ask(port: int, content: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(content)
        first = line.recv(65536)
        while line.recv(65536):
            pass
    return first[9:12]
