"""People who come by the clock, whether or not those before them have been answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Paced:
    """`seconds` holds one number for each request, the wait in the queue of the server included."""

    seconds: list[float] = field(default_factory=list)
    faults: list[object] = field(default_factory=list)


def come(port: int, visits: Sequence[tuple[float, Sequence[bytes]]]) -> Paced:
    """Each visit begins so many seconds from now; its requests follow each other as answered.

    The first request of a visit is timed from when it was due, not from when we came to send it:
    a server that falls behind is measured as its people feel it.
    """
    return asyncio.run(_come(port, visits))


async def _come(port: int, visits: Sequence[tuple[float, Sequence[bytes]]]) -> Paced:
    result, began = Paced(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for after, requests in visits:
            await asyncio.sleep(began + after - time.perf_counter())
            group.create_task(_visit(port, began + after, requests, result))
    return result


async def _visit(port: int, due: float, requests: Sequence[bytes], result: Paced) -> None:
    for content in requests:
        try:
            status = await _ask(port, content)
        except OSError as error:
            result.faults.append(error)
            return
        result.seconds.append(time.perf_counter() - due)
        due = time.perf_counter()
        if status != b"200":
            result.faults.append(status)
            return


async def _ask(port: int, content: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(content)
        answer = await reader.read()
    finally:
        writer.close()
    return answer[9:12]
