"""When a welcome message is due. No database."""

import uuid
from datetime import timedelta

import pytest

from newsletters.schedule import Step, due
from tests.factories.courses import NOW

FIRST, SECOND, THIRD = (
    Step(uuid.UUID(int=number), number, days) for number, days in ((1, 0), (2, 3), (3, 10))
)
STEPS = [THIRD, FIRST, SECOND]


def at(days, *, hours=0, sent=()):
    got = {step.key: NOW + timedelta(days=when) for step, when in sent}
    moment = NOW + timedelta(days=days, hours=hours)
    return due(STEPS, joined_at=NOW, sent=got, at=moment)


@pytest.mark.parametrize(
    ("days", "sent", "expected"),
    [
        (0, [], FIRST),
        (0, [(FIRST, 0)], None),
        (2.9, [(FIRST, 0)], None),
        (3, [(FIRST, 0)], SECOND),
        (5, [(FIRST, 0), (SECOND, 3)], None),
        (10, [(FIRST, 0), (SECOND, 3)], THIRD),
        (30, [(FIRST, 0), (SECOND, 3), (THIRD, 10)], None),
    ],
)
def test_each_comes_on_its_day_and_once(days, sent, expected):
    assert at(days, sent=sent) == expected


def test_what_was_missed_comes_late_one_a_day():
    assert at(4) == FIRST
    assert at(4, hours=1, sent=[(FIRST, 4)]) is None
    assert at(5, sent=[(FIRST, 4)]) == SECOND


def test_a_message_a_week_too_late_does_not_come():
    assert at(8) == SECOND
    assert at(12) == THIRD
    assert at(17) is None


def test_nothing_is_due_before_joining():
    assert at(-1) is None
