"""A day and an hour that somebody types: read as they stand, or refused in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.moment_fields import DayField, MomentField, on_the_clock

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")


class Form(forms.Form):
    at = MomentField(required=False)
    day = DayField(required=False)


@pytest.mark.parametrize("typed", ["2026-11-30T18:00", " 2026-11-30 18:00 ", "2026-11-30T18:00:00"])
def test_what_a_browser_sends_and_what_is_typed_without_one_is_the_hour_as_it_stands(typed):
    form = Form({"at": typed})

    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 11, 30, 18)
    assert 'value="2026-11-30T18:00' in str(form["at"])


@pytest.mark.parametrize(
    "typed",
    [
        *("30/11/2026", "31 Dec 2026", "31.12.2026 18:00", "2026-11-30", "2026-02-30T09:00"),
        *("2026-11-30T18:00+09:00", "20261-11-30T09:00", "2026-11-30T18:00; DROP", "now"),
    ],
)
def test_what_cannot_be_read_is_refused_and_said_again(typed):
    form = Form({"at": typed, "day": "30.11.2026"})

    assert f"“{typed}” cannot be read. Write day and time as in" in form.errors["at"][0]
    assert "“30.11.2026” cannot be read. Write the day as in" in form.errors["day"][0]
    assert f'value="{typed}"' in str(form["at"])


@pytest.mark.parametrize("year", ["0026", "1926", "2126"])
def test_a_year_that_cannot_be_meant_is_asked_for_again(year):
    form = Form({"at": f"{year}-11-30T09:00", "day": f"{year}-11-30"})

    assert f"Is the year {year} right?" in form.errors["at"][0]
    assert f"Is the year {year} right?" in form.errors["day"][0]


def test_the_field_is_the_browsers_and_says_its_form_where_there_is_none():
    form = Form(initial={"at": datetime(2026, 11, 30, 18, 0, 5), "day": date(2026, 11, 30)})

    assert 'type="datetime-local"' in str(form["at"])
    assert 'value="2026-11-30T18:00"' in str(form["at"])
    assert 'placeholder="2027-01-31 09:00"' in str(form["at"])
    assert 'type="date"' in str(form["day"])
    assert 'value="2026-11-30"' in str(form["day"])


def test_an_hour_is_read_on_the_clock_that_the_form_names():
    typed = datetime(2026, 11, 30, 18)

    assert on_the_clock(typed, SEOUL) == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert on_the_clock(typed, BERLIN) == datetime(2026, 11, 30, 17, tzinfo=UTC)


def test_an_hour_that_the_clock_leaves_out_is_refused():
    typed = datetime(2027, 3, 28, 2, 30)

    assert on_the_clock(typed, SEOUL)
    with pytest.raises(ValidationError, match="no such time"):
        on_the_clock(typed, BERLIN)


@pytest.mark.parametrize("before", [datetime(2027, 1, 4, 9, 30, 17), datetime(2027, 10, 31, 1, 30)])
def test_a_moment_that_is_left_as_it_was_shown_stays_to_the_second(before):
    """Of the hour that Berlin's clock shows twice, too: 1:30 UTC is its second 2:30."""
    before = before.replace(tzinfo=UTC)
    shown = before.astimezone(BERLIN).replace(tzinfo=None, second=0)

    assert on_the_clock(shown, BERLIN, before=before) == before
    assert on_the_clock(shown, SEOUL, before=before) != before
    assert on_the_clock(shown + timedelta(hours=3), BERLIN, before=before) > before


def test_seconds_that_no_field_shows_are_no_change():
    shown = datetime(2027, 1, 4, 9, 30, 17)

    assert not Form({"at": "2027-01-04T09:30"}, initial={"at": shown}).has_changed()
    assert Form({"at": "2027-01-04T09:31"}, initial={"at": shown}).has_changed()
