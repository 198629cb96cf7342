"""Lists of people as they come: every encoding and delimiter, and what is no list at all."""

import contextlib
import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.csv_file import restored
from studio.people_file import MAX_ROWS, FileRefused, read_people

PLAIN = "E-mail,Name,Language,Country,Time zone\nsari@example.org,Sari Dewi,id,ID,Asia/Jakarta\n"


def first(content):
    return read_people(content).rows[0].person


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_reads_the_same(encoding, delimiter):
    text = PLAIN.replace(",", delimiter).replace("Sari Dewi", "স্যারি Dewi")

    person = first(text.encode(encoding))

    assert person.email == "sari@example.org"
    assert person.name == "স্যারি Dewi"
    assert (person.language, person.country, person.time_zone) == ("id", "ID", "Asia/Jakarta")


@pytest.mark.parametrize("title", ["email", "E-Mail", "e_mail", "E-mail address", "Mail", "EMAIL*"])
def test_the_column_of_addresses_has_many_names(title):
    assert first(f"{title}\r\nsari@example.org\r\n").email == "sari@example.org"


def test_a_pasted_list_of_addresses_needs_no_title():
    rows = read_people("a@example.org\nb@example.org\n").rows

    assert [(row.number, row.person.email) for row in rows] == [
        (1, "a@example.org"),
        (2, "b@example.org"),
    ]


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    rows = read_people('sep=;\r\ne-mail;name\r\n\r\na@example.org;"A; ""the"" first"\r\n').rows

    assert [(row.number, row.person.name) for row in rows] == [(4, 'A; "the" first')]


@pytest.mark.parametrize(
    ("column", "value", "attribute", "expected"),
    [
        ("language", "Korean", "language", "ko"),
        ("language", "日本語", "language", "ja"),
        ("language", "zh_CN", "language", "zh-hans"),
        ("country", "Nepal", "country", "NP"),
        ("country", "vn", "country", "VN"),
        ("time zone", "Kuala Lumpur", "time_zone", "Asia/Kuala_Lumpur"),
        ("tz", "asia/ho_chi_minh", "time_zone", "Asia/Ho_Chi_Minh"),
    ],
)
def test_values_are_known_by_code_and_by_name(column, value, attribute, expected):
    row = read_people(f"email\t{column}\na@example.org\t{value}\n").rows[0]

    assert getattr(row.person, attribute) == expected
    assert row.notes == ()


@pytest.mark.parametrize(
    ("column", "value", "attribute", "expected"),
    [
        ("language", "Klingon", "language", "en"),
        ("country", "Atlantis", "country", ""),
        ("time zone", "Mars/Base", "time_zone", "UTC"),
        ("name", "a" * 151, "name", ""),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said(column, value, attribute, expected):
    row = read_people(f"email,{column}\na@example.org,{value}\n").rows[0]

    assert getattr(row.person, attribute) == expected
    assert len(row.notes) == 1


def test_marks_that_turn_the_text_around_do_not_come_with_a_name():
    assert first("email,name\na@example.org,Sari\u202e\u200d Dewi\n").name == "Sari\u200d Dewi"


def test_columns_that_are_not_used_are_named():
    people = read_people("email,phone,,Notes\na@example.org,1,,x\n")

    assert people.unused_columns == ("phone", "Notes")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"PK\x03\x04rest of a spreadsheet", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "CSV"),
        (b"%PDF-1.7\n1 0 obj", "e-mail"),
        (b"e-mail\nJos\xe9@example.org", "UTF-8"),
        (b"name,country\nSari,ID", "e-mail"),
        (b"email,E-mail\na@example.org,b@example.org", "Two columns"),
        (b"email,name\n", "nobody"),
        (b'email,name\na@example.org,"never closed', "CSV"),
        (b"email\n" + b"a@example.org\n" * (MAX_ROWS + 1), "5001"),
        (b"email\n" + b"a" * (2 * 1024 * 1024), "2 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, word):
    with pytest.raises(FileRefused, match=word):
        read_people(content)


CELL = st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@example([("'=", "0")], ",", "utf-8")
@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(people, delimiter, encoding):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["e-mail", "name"])
    writer.writerows(people)

    rows = read_people(text.getvalue().encode(encoding)).rows

    # The apostrophe before a formula is ours: files that we give out keep cells harmless with it.
    assert [row.person.email for row in rows] == [
        restored(address).removeprefix("mailto:") for address, _name in people
    ]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_anything_at_all_is_read_or_refused(content):
    with contextlib.suppress(FileRefused):
        assert read_people(content).rows
