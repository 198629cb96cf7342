"""Kinds as the apps register them, for these tests alone."""

from __future__ import annotations

import pytest

from notifications import kinds
from notifications.kinds import Kind
from notifications.models import Way

ALL = frozenset({Way.SITE, Way.DIGEST, Way.MAIL, Way.NONE})


def say_answer(values):
    return f"An answer in {values['title']}"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    known = [
        Kind("thread_answer", "Answers", say_answer, "notice", Way.DIGEST, ALL),
        Kind("announcement", "Announcements", say_answer, "notice", Way.MAIL, ALL),
        Kind("post_helpful", "Helpful", say_answer, "", Way.SITE, frozenset({Way.SITE, Way.NONE})),
        Kind("moved", "Moved", say_answer, "notice", Way.MAIL, frozenset(), is_fixed=True),
    ]
    monkeypatch.setattr(kinds, "_kinds", {kind.code: kind for kind in known})
