"""Time zones by the names that browsers say."""

import pytest

from users.territories import known_time_zone, time_zones


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Asia/Seoul", "Asia/Seoul"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Asia/Rangoon", "Asia/Yangon"),
        ("UTC", "UTC"),
        ("", "UTC"),
        ("Moon/Sea_of_Rains", "UTC"),
        ("../../etc/passwd", "UTC"),
    ],
)
def test_an_older_name_becomes_the_present_one_and_nonsense_becomes_utc(said, known):
    assert known_time_zone(said) == known
    assert known in time_zones()
