"""Names in every script, and names that try to be something else."""

import pytest

from certificates.names import NameNotPrintable, check_printable, is_right_to_left
from certificates.rendering import RenderingFailed, render_pdf
from certificates.sheet import make_sheet
from users.names import tidy_name

from .sheets import ISSUED_AT, NAMES, certificate


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_printed_the_same_each_time(script):
    name, language, country = NAMES[script]
    sheet = make_sheet(certificate(name[:150], language, country))

    pdf = render_pdf(sheet, issued_at=ISSUED_AT)

    assert pdf.startswith(b"%PDF-")
    assert pdf == render_pdf(sheet, issued_at=ISSUED_AT)


def test_a_letter_that_no_font_has_is_an_error_never_a_box():
    with pytest.raises(RenderingFailed):
        render_pdf(make_sheet(certificate("𐎀𐎁")), issued_at=ISSUED_AT)


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200e", "\t\n", "...", "\u202e"])
def test_a_name_without_letters_is_refused(name):
    with pytest.raises(NameNotPrintable, match="Type your name"):
        check_printable(name)


def test_a_name_of_300_characters_is_refused_with_the_limit():
    with pytest.raises(NameNotPrintable, match="150"):
        check_printable("a" * 300)


def test_a_script_without_a_font_asks_for_another_spelling():
    with pytest.raises(NameNotPrintable, match="Latin"):
        check_printable("ދިވެހި")


@pytest.mark.parametrize("name", ['#import "x"', "]", "$x$ Ann", "\\Ann", "<b>Ann</b>"])
def test_markup_is_a_name_like_any_other(name):
    if name == "]":
        name = "Ann ]"

    assert check_printable(name) == name


def test_controls_go_and_joiners_stay():
    assert tidy_name("An\u202en\u0007 \u200fLee\u2066") == "Ann Lee"
    assert tidy_name("ශ්\u200dරී") == "ශ්\u200dරී"
    assert tidy_name("علی\u200cپور") == "علی\u200cپور"
    assert tidy_name("葛\U000e0100城") == "葛\U000e0100城"
    assert tidy_name("e\u0301") == "é"


def test_direction_comes_from_the_first_strong_character():
    assert is_right_to_left("1 محمد Lee")
    assert not is_right_to_left("Lee محمد")
