"""How long a course takes, in words."""

import pytest

from courses.effort import say_effort


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (90, "1 hour 30 minutes"),
        (360, "6 hours"),
        (545, "9 hours 5 minutes"),
    ],
)
def test_minutes_are_said_as_people_say_them(minutes, said):
    assert say_effort(minutes) == said
