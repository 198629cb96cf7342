"""Header values as RFC 5322 and 2047 want them, whatever somebody calls themselves."""

from __future__ import annotations

from email.header import Header
from email.utils import formataddr

# One less than Python's own, whose encoded words get 76 characters where RFC 2047 allows 75.
LONGEST_LINE = 75
LONGEST_PLAIN = 74  # characters that need no encoding and stand on one line


def one_line(value: str) -> str:
    """Header values hold no line breaks, whatever somebody calls themselves."""
    return " ".join(value.replace("\0", "").split())


def encoded(value: str, header: str) -> str:
    """As it is where it is short and ASCII; else encoded words, folded by CRLF."""
    value = one_line(value)
    if value.isascii() and len(value) <= LONGEST_PLAIN and "=?" not in value:
        return value
    folded = Header(value, "utf-8", header_name=header, maxlinelen=LONGEST_LINE)
    return folded.encode(linesep="\r\n")


def address(name: str, address: str, *, header: str) -> str:
    """RFC 5322's name-addr; a name in any script as encoded words, folded."""
    name = one_line(name)
    if not name:
        return address
    if name.isascii() and len(name) < 60 and "=?" not in name:
        return formataddr((name, address))
    return f"{encoded(name, header)}\r\n <{address}>"
