"""The messages that the demo's mail server kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class KeptMessage:
    """`id` is the time of receipt in nanoseconds, which also names the file."""

    id: int
    path: Path

    @property
    def received_at(self) -> datetime:
        return datetime.fromtimestamp(self.id / 1e9, tz=UTC)

    @property
    def source(self) -> bytes:
        """The message as received."""
        return self.path.read_bytes()

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.source, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def recipient(self) -> str:
        return str(self.message["To"] or "")

    def body(self, kind: str) -> str:
        """The part of the kind "html" or "plain", or an empty text."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "inbox"


def kept_messages() -> list[KeptMessage]:
    """All messages, the newest first."""
    names = [path for path in _folder().glob("*.eml") if path.stem.isdigit()]
    return sorted((KeptMessage(int(path.stem), path) for path in names), key=lambda m: -m.id)


def kept_message(message_id: int) -> KeptMessage | None:
    """One message, or None."""
    path = _folder() / f"{message_id}.eml"
    return KeptMessage(message_id, path) if path.exists() else None
