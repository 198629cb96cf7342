"""Bodies encoded once, although parts of them differ by reader.

Encoding is most of what a message costs. So the text between the slots is encoded when the sending
starts to flow, and only the slots' values for each reader.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from email.quoprimime import body_encode

from .slots import split_slots

Encode = Callable[[str], str]
LINE = 74  # characters; two less than RFC 2045 allows, for a dot that becomes "=2E"
SOFT_BREAK = b"=\r\n"
_STANDS_FOR_ITSELF = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9@. -]*[A-Za-z0-9])?")
BASE64_BYTES = 57  # bytes to a line of 76 characters


def quoted_printable(text: str) -> bytes:
    """RFC 2045, 6.7, with CRLF; no line begins with a dot, so SMTP has none to double."""
    if len(text) <= LINE and _STANDS_FOR_ITSELF.fullmatch(text):
        return text.encode("ascii")
    latin = text.replace("\r\n", "\n").encode().decode("latin-1")
    encoded = body_encode(latin, maxlinelen=LINE, eol="\r\n")
    lines = [f"=2E{line[1:]}" if line.startswith(".") else line for line in encoded.split("\r\n")]
    return "\r\n".join(lines).encode("ascii")


class QuotedPrintableBody:
    """Slots stand between soft line breaks."""

    name = "quoted-printable"

    def __init__(self, text: str) -> None:
        parts = split_slots(text)
        self._parts: list[bytes | str] = []
        for number, part in enumerate(parts):
            self._parts.append(part if number % 2 else self._static(part, number, len(parts)))
        self.length = sum(len(part) for part in self._parts)

    def _static(self, part: str, number: int, count: int) -> bytes:
        before = SOFT_BREAK if number else b""
        after = SOFT_BREAK if number < count - 1 else b""
        return before + quoted_printable(part) + after

    def fill(self, values: dict[str, str]) -> bytes:
        return b"".join(
            quoted_printable(values.get(part, "")) if isinstance(part, str) else part
            for part in self._parts
        )


class Base64Body:
    """Three bytes become four characters: text after a slot is kept in all three alignments."""

    name = "base64"

    def __init__(self, text: str) -> None:
        self._parts: list[str | bytes | tuple[_Aligned, ...]] = []
        self.length = 0
        for number, part in enumerate(split_slots(text)):
            if number % 2:
                self._parts.append(part)
                continue
            content = part.replace("\r\n", "\n").replace("\n", "\r\n").encode()
            self.length += len(content) * 78 // 57
            is_short = len(content) < 6
            self._parts.append(
                content if is_short else tuple(_Aligned(content, head) for head in range(3))
            )

    def fill(self, values: dict[str, str]) -> bytes:
        out: list[bytes] = []
        pending = b""
        for part in self._parts:
            if isinstance(part, tuple):
                aligned = part[-len(pending) % 3]
                if pending or aligned.head:
                    out.append(b64encode(pending + aligned.head))
                out.append(aligned.encoded)
                pending = aligned.tail
            else:
                value = part if isinstance(part, bytes) else values.get(part, "").encode()
                whole = pending + value
                cut = len(whole) - len(whole) % 3
                out.append(_wrapped(whole[:cut]))
                pending = whole[cut:]
        out.append(b64encode(pending))
        return b"\r\n".join(piece for piece in out if piece)


class _Aligned:
    """`head` completes three bytes with what came before; `tail` waits for what comes next."""

    def __init__(self, content: bytes, head: int) -> None:
        end = head + (len(content) - head) // 3 * 3
        self.head, self.tail = content[:head], content[end:]
        self.encoded = _wrapped(content[head:end])


def _wrapped(content: bytes) -> bytes:
    lines = range(0, len(content), BASE64_BYTES)
    return b"\r\n".join(b64encode(content[start : start + BASE64_BYTES]) for start in lines)


def encode_body(text: str) -> QuotedPrintableBody | Base64Body:
    """In whichever of the two is shorter for this text."""
    readable, dense = QuotedPrintableBody(text), Base64Body(text)
    return readable if readable.length <= dense.length else dense
