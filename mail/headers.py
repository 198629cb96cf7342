"""Header values as RFC 5322 and 2047 want them, whatever somebody calls themselves."""

from __future__ import annotations

from email.header import Header
from email.utils import formataddr

# One less than Python's own, whose encoded words get 76 characters where RFC 2047 allows 75.
LONGEST_LINE = 75
LONGEST_PLAIN = 74  # characters that need no encoding and stand on one line
LONGEST_QUOTED = 59  # characters of a name before an address


def one_line(value: str) -> str:
    """Header values hold no line breaks, whatever somebody calls themselves."""
    return " ".join(value.replace("\0", "").split())


def encoded(value: str, header: str) -> str:
    """As it is where it is short and ASCII; else encoded words, folded by CRLF."""
    value = one_line(value)
    return value if _is_plain(value, LONGEST_PLAIN) else _words(value, header)


def _is_plain(value: str, longest: int) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= longest and "=?" not in value


def _words(value: str, header: str) -> str:
    folded = Header(value, "utf-8", header_name=header, maxlinelen=LONGEST_LINE)
    return folded.encode(linesep="\r\n")


def address(name: str, address: str, *, header: str) -> str:
    """RFC 5322's name-addr: a short name quoted where it has to be, any other as encoded words.

    Never as it is: a comma or a bracket in it would name other people.
    """
    name = one_line(name)
    if not name:
        return address
    if _is_plain(name, LONGEST_QUOTED):
        return formataddr((name, address))
    return f"{_words(name, header)}\r\n <{address}>"
