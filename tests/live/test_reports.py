"""Reports of Zoom, Teams and Meet: what they say, and whom they mean."""

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.csv_file import FileRefused
from live.reports.columns import EMAIL, JOINED, LEFT, MINUTES, NAME, names_people
from live.reports.durations import MINUTE, moments_in, seconds_in, seconds_together, stay_between
from live.reports.matching import (
    How,
    Person,
    Why,
    guests_of,
    match,
    minutes_together,
    plain_name,
)
from live.reports.reading import (
    LONGEST_CELL,
    MAX_BYTES,
    read_lines,
    read_report,
    seconds_are_likely,
)

SAMPLES = Path(__file__).parent / "reports"
RINA = Person(1, "Rina Kusuma", frozenset({"rina@example.org"}))
KIM = Person(2, "Jisoo Kim", frozenset({"jisoo@example.org"}))
ADA = Person(3, "Ada Okafor", frozenset({"ada@example.org"}))
PEOPLE = [RINA, KIM, ADA]


def sheet_of(name):
    return read_report((SAMPLES / f"{name}.csv").read_bytes())


def matched(name):
    """Whom it means: how, and for how many minutes."""
    found = match(read_lines(sheet_of(name)), PEOPLE)
    return {each.person.name: (each.how.value, each.minutes) for each in found.matched}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "zoom",
            {"Rina Kusuma": ("EMAIL", 85), "Jisoo Kim": ("NAME", 89), "Ada Okafor": ("NAME", 22)},
        ),
        ("zoom_unique", {"Rina Kusuma": ("EMAIL", 85), "Jisoo Kim": ("NAME", 89)}),
        ("zoom_with_meeting", {"Rina Kusuma": ("EMAIL", 85)}),
        (
            "teams",
            {"Rina Kusuma": ("EMAIL", 72), "Jisoo Kim": ("NAME", 42), "Ada Okafor": ("EMAIL", 90)},
        ),
        ("meet", {"Rina Kusuma": ("EMAIL", 62), "Ada Okafor": ("NAME", 58)}),
        ("meet_names", {"Rina Kusuma": ("EMAIL", 60), "Ada Okafor": ("NAME", 32)}),
        ("semicolon", {"Rina Kusuma": ("EMAIL", 85)}),
    ],
)
def test_each_service_is_read_without_asking(name, expected):
    assert names_people(sheet_of(name).columns)
    assert matched(name) == expected


def test_a_report_in_another_language_asks_which_column_is_what():
    sheet = sheet_of("teams_german")

    assert sheet.titles[0] == "Vorgang"
    assert NAME not in sheet.columns
    assert len(sheet.rows) == 1

    told = {NAME: 0, JOINED: 1, LEFT: 2, MINUTES: 3, EMAIL: 4}
    (line,) = read_lines(sheet, told)
    assert (line.name, line.email, line.seconds) == ("Rina Kusuma", "rina@example.org", 4350)
    assert line.stay is not None


def test_lines_keep_the_number_that_a_spreadsheet_shows():
    assert [number for number, _cells in sheet_of("zoom_with_meeting").rows] == [5, 6]
    assert [number for number, _cells in sheet_of("semicolon").rows] == [3, 4]


def test_a_cell_that_was_made_harmless_is_read_as_it_was():
    assert read_lines(sheet_of("semicolon"))[1].name == "=Somebody"


def test_of_two_people_with_one_name_the_host_decides():
    other = Person(4, "Kim Jisoo", frozenset())
    found = match(read_lines(sheet_of("zoom_unique")), [RINA, KIM, other])

    assert [each.person for each in found.matched] == [RINA]
    assert [(each.guest.name, each.why) for each in found.unmatched] == [
        ("Jisoo (Kim Jisoo)", Why.SEVERAL)
    ]


def test_of_two_guests_with_one_name_the_host_decides():
    found = match(read_lines(sheet_of("two_kims")), PEOPLE)

    assert not found.matched
    assert {each.why for each in found.unmatched} == {Why.SEVERAL}


def test_what_the_host_decided_counts():
    lines = read_lines(sheet_of("two_kims"))
    first, second = (guest.key for guest in guests_of(lines))
    found = match(lines, PEOPLE, chosen={first: KIM.enrollment_id, second: KIM.enrollment_id})

    assert [(each.person, each.how, each.minutes) for each in found.matched] == [
        (KIM, How.CHOSEN, 98)
    ]
    assert not found.unmatched


def test_what_the_host_decided_of_somebody_outside_the_run_counts_for_nothing():
    lines = read_lines(sheet_of("two_kims"))

    assert not match(lines, PEOPLE, chosen={guests_of(lines)[1].key: 999}).matched


def test_who_has_an_account_and_no_place_in_the_run_is_told_apart_from_strangers():
    known = frozenset({"rina@example.org"})
    found = match(read_lines(sheet_of("zoom")), [KIM, ADA], elsewhere=known)

    assert {each.guest.name: each.why for each in found.unmatched} == {
        "Rina Kusuma": Why.NOT_IN_RUN,
        "iPhone": Why.UNKNOWN,
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("1h 27m 51s", 5271), ("1 hr 2 min", 3720), ("58 min", 3480), ("32m", 1920)),
        *(("1:00:00", 3600), ("32:14", 1934), ("85", 5100), ("85,5", 5130), ("0", 0)),
        *(("1 Std. 27 Min. 51 Sek.", 5271), ("1時間2分", 3720), ("1시간 2분", 3720)),
        *(("", None), ("long", None), ("1h and more", None), ("-5", None), ("3 apples", None)),
    ],
)
def test_durations_as_services_write_them(text, seconds):
    assert seconds_in(text) == seconds


def test_a_bare_number_may_be_seconds_where_the_host_says_so():
    sheet = read_report(b"Name,Duration\nRina Kusuma,5100\nAda Okafor,900\n")

    assert seconds_are_likely(sheet)
    assert not seconds_are_likely(sheet_of("zoom"))
    assert [line.seconds for line in read_lines(sheet, unit=1)] == [5100, 900]


def test_a_report_without_times_leaves_the_minutes_open():
    lines = read_lines(read_report(b"Name,Email\nRina Kusuma,rina@example.org\n"))

    assert match(lines, PEOPLE).matched[0].minutes is None


def test_day_and_month_are_read_so_that_the_meeting_is_short():
    over_midnight = moments_in(["3/4/27 23:50", "4/4/27 00:20"])
    american = moments_in(["9/22/26, 2:48:05\u202fPM", "9/22/26, 12:00 AM"])

    assert stay_between(*over_midnight)
    assert [each.hour for each in american] == [14, 0]
    assert moments_in(["", "31/31/26 10:00", "10:75"]) == [None, None, None]


def test_hours_alone_go_over_midnight_and_a_stay_of_days_is_none():
    joined, left = moments_in(["11:31 PM", "12:29 AM"])
    assert seconds_together([stay_between(joined, left)]) == 58 * MINUTE

    assert stay_between(*moments_in(["2026-09-22 10:00", "2026-09-24 10:00"])) is None
    assert stay_between(joined, None) is None


def test_two_devices_at_once_are_one_person_once():
    content = (
        b"Name,Email,Join Time,Leave Time,Duration\n"
        b"Rina,rina@example.org,14:00,15:00,60\n"
        b"Rina phone,RINA@example.org,14:30,15:10,40\n"
    )

    assert minutes_together(read_lines(read_report(content))) == 70


@pytest.mark.parametrize(
    ("shown", "plain"),
    [
        ("Kim, Jisoo (Guest)", "jisoo kim"),
        ("JISOO  KIM [City of Seoul]", "jisoo kim"),
        ("\uff2a\uff49\uff53\uff4f\uff4f Kim", "jisoo kim"),
        ("(Guest)", ""),
        ("रीना", "रीना"),
    ],
)
def test_names_are_compared_without_case_order_and_asides(shown, plain):
    assert plain_name(shown) == plain


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\n",
        b"PK\x03\x04 a spreadsheet",
        b"Name,Email\n",
        b"Name\x00,Email\nA,b\n",
        b"\xff\xfe\x00",
        b"x" * (MAX_BYTES + 1),
        b"Name\n" + b"Rina\n" * 10_001,
    ],
    ids=["empty", "blank", "spreadsheet", "nobody", "zero", "cut", "large", "long"],
)
def test_a_file_that_is_no_report_is_refused_with_a_sentence(content):
    with pytest.raises(FileRefused, match=r"\.$"):
        read_report(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        lines = read_lines(read_report(content))
    except FileRefused:
        return
    match(lines, PEOPLE)


@given(st.text(max_size=300))
def test_any_lines_are_read_or_refused(text):
    try:
        lines = read_lines(read_report(f"Name,Join Time,Leave Time,Duration\n{text}".encode()))
    except (FileRefused, UnicodeEncodeError):
        return
    match(lines, PEOPLE)


@given(st.text(max_size=40))
def test_any_text_is_a_duration_or_none(text):
    assert (seconds_in(text) or 0) >= 0
    assert len(moments_in([text, text])) == 2


@pytest.mark.parametrize("cell", ["1" * 5000, "1" * 5000 + " min", "9" * 130_000])
def test_a_cell_full_of_figures_is_no_duration_and_takes_no_time(cell):
    sheet = read_report(f"Name,Email,Duration\nRina,rina@example.org,{cell}\n".encode())

    assert [line.seconds for line in read_lines(sheet)] == [None]
    assert seconds_are_likely(sheet) is cell[:LONGEST_CELL].isdecimal()


def test_columns_in_which_nothing_stands_are_left_out_and_too_many_are_refused():
    sheet = read_report(b"Name,Email" + b"," * 16_000 + b"\nRina,rina@example.org,,\nKim\n")

    assert sheet.titles == ("Name", "Email")
    assert [cells for _number, cells in sheet.rows] == [("Rina", "rina@example.org"), ("Kim", "")]
    with pytest.raises(FileRefused, match="201 columns, more than 200"):
        read_report(b"Name" + b",x" * 200 + b"\nRina\n")


@pytest.mark.parametrize(
    "content",
    [
        b"Name" + b"," * 200_000 + b"\n" + b"a\n" * 200,
        b"Name\n" + b"\n" * 1_000_000,
        b"\r" * 1_000_000,
        b"Name\n" + b"a\n" * 250_000,
    ],
    ids=["wide", "blank", "returns", "long"],
)
def test_a_small_file_takes_little_memory_whatever_it_holds(content):
    tracemalloc.start()
    try:
        with contextlib.suppress(FileRefused):
            read_report(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 60_000_000
