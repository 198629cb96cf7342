"""What somebody searched for, kept in their session: an address holds a token, never a name."""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib.sessions.backends.base import SessionBase

KEY: Final = "roster_searches"
KEPT: Final = 20
LONGEST: Final = 100


def keep_search(session: SessionBase, words: str) -> str:
    """The token of this search; "" for none. The last twenty are kept."""
    words = " ".join(words.replace("\0", " ").split())[:LONGEST]
    if not words:
        return ""
    token = secrets.token_urlsafe(6)
    searches = [*session.get(KEY, []), [token, words]]
    session[KEY] = searches[-KEPT:]
    return token


def find_search(session: SessionBase, token: str) -> str:
    """The words of this token; "" where it is another person's, or was forgotten."""
    return next((words for kept, words in session.get(KEY, []) if kept == token), "")
