"""Which host an address names, as a browser or anybody else may write it. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(address: str) -> str:
    """With its port; "" where it names none, or cannot be read."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
