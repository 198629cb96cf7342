"""Times as people say and type them, across zones, midnight and changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.moments import is_zone, say_span, wall_time, zone_of

ZONES = ["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago"]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_span_says_the_readers_hours_by_name_and_the_hosts_start_beside_them():
    start = at("2027-01-18T06:00")

    said = say_span(
        start,
        start + timedelta(minutes=90),
        host_zone="Asia/Tokyo",
        reader_zone="Asia/Kathmandu",
    )

    assert said == "18 January 2027, 11:45 – 13:15 (Kathmandu); 15:00 (Tokyo)"


def test_a_span_across_midnight_says_so_and_dates_the_hosts_other_day():
    start = at("2027-01-18T17:45")

    said = say_span(
        start, start + timedelta(minutes=90), host_zone="Asia/Seoul", reader_zone="Asia/Kathmandu"
    )

    assert said == (
        "18 January 2027, 23:30 – 01:00 the next day (Kathmandu); 19 January 2027, 02:45 (Seoul)"
    )


def test_where_both_clocks_agree_only_the_readers_is_named():
    start = at("2027-01-18T06:00")

    said = say_span(
        start,
        start + timedelta(hours=1),
        host_zone="Asia/Singapore",
        reader_zone="Asia/Kuala_Lumpur",
    )

    assert said == "18 January 2027, 14:00 – 15:00 (Kuala Lumpur)"


def test_an_hour_that_comes_back_is_not_said_as_if_it_ended_before_it_began():
    start = at("2026-11-01T05:30")  # 01:30 in New York, for the first time

    said = say_span(
        start,
        start + timedelta(minutes=60),
        host_zone="America/New_York",
        reader_zone="America/New_York",
    )

    assert "01:30 – 01:30 after the clock went back (New York)" in said


def test_a_session_longer_than_a_day_says_both_days():
    start = at("2027-01-18T06:00")

    said = say_span(start, start + timedelta(days=2), host_zone="UTC", reader_zone="UTC")

    assert said == "18 January 2027, 06:00 (UTC) – 20 January 2027, 06:00 (UTC)"


def test_an_hour_that_the_clock_leaves_out_is_no_moment_and_says_what_to_choose():
    wall = wall_time("2027-03-14T02:30", "America/New_York")

    assert wall.at is None
    assert (wall.gap_from, wall.gap_until) == (
        datetime(2027, 3, 14, 2),
        datetime(2027, 3, 14, 3),
    )
    assert [f"{each:%H:%M}" for each in wall.instead] == ["03:30", "01:30"]


def test_a_day_that_a_country_left_out_is_a_gap_too():
    wall = wall_time("2011-12-30T09:00", "Pacific/Apia")

    assert wall.at is None
    assert wall.gap_until - wall.gap_from == timedelta(days=1)


def test_an_hour_that_comes_twice_is_ambiguous_and_the_fold_decides():
    first, second = (wall_time("2026-11-01T01:30", "America/New_York", fold) for fold in (0, 1))

    assert first.is_ambiguous
    assert second.is_ambiguous
    assert second.at - first.at == timedelta(hours=1)


def test_half_an_hour_is_a_change_of_the_clock_too():
    assert wall_time("2026-10-04T02:15", "Australia/Lord_Howe").gap_until == datetime(
        2026, 10, 4, 2, 30
    )


@pytest.mark.parametrize("text", ["", "soon", "2027-02-30T09:00", "2027-03-14T09:00+09:00"])
def test_what_is_no_time_of_the_wall_is_refused(text):
    with pytest.raises(ValueError):
        wall_time(text, "Asia/Seoul")


@pytest.mark.parametrize("name", ["", "America", "Mars/Olympus", "../etc/passwd", "a\x00b"])
def test_what_is_no_zone_is_utc_and_can_be_told(name):
    assert zone_of(name).key == "UTC"
    assert not is_zone(name)


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    zone=st.sampled_from(ZONES),
)
def test_what_a_clock_shows_leads_back_to_the_moment(moment, zone):
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    local = moment.astimezone(zone_of(zone))

    wall = wall_time(f"{local:%Y-%m-%dT%H:%M}", zone, local.fold)

    assert wall.at == moment
