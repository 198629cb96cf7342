"""The demo's mail server: a real SMTP server that keeps every message and delivers none.

`python -m demo.mail_server PORT FOLDER`. Each message is one file, as received.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """Writes a message to a temporary name first: a reader never sees half of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        name = f"{time.time_ns()}"
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(content)
        os.replace(unfinished, self.folder / f"{name}.eml")
        return "250 Kept for the demo"


async def serve(port: int, folder: Path) -> None:
    """Listen on 127.0.0.1:port until cancelled."""
    inbox = Inbox(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(inbox, enable_SMTPUTF8=True), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
