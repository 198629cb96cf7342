"""progress(): done, missing and why, percent, completed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from courses.outline import Outline
from learning.progress import Completion, Fact, Status, progress

from .outlines import NOON, RULE, lesson, outline, passed, read, statuses

THREE = outline(lesson("a"), lesson("b", "q"), lesson("c"))


def test_nothing_done_is_zero_percent_and_everything_is_missing():
    result = progress(THREE, [], RULE, at=NOON)

    assert result.percent == 0
    assert [step.pair for step in result.missing] == [("a", ""), ("b", ""), ("b", "q"), ("c", "")]
    assert not result.is_complete


def test_percent_is_rounded_down():
    three = outline(lesson("a"), lesson("b"), lesson("c"))

    result = progress(three, [read("a"), read("b")], RULE, at=NOON)

    assert (result.percent, result.done_count, result.required_count) == (66, 2, 3)


def test_a_check_counts_beside_the_reading_of_its_lesson():
    result = progress(THREE, [read("a"), read("b"), read("c")], RULE, at=NOON)

    assert result.percent == 75
    assert [step.pair for step in result.missing] == [("b", "q")]


def test_all_but_one_of_a_thousand_is_ninety_nine_percent():
    thousand = outline(*(lesson(str(number)) for number in range(1000)))
    facts = [read(str(number)) for number in range(999)]

    result = progress(thousand, facts, RULE, at=NOON)

    assert result.percent == 99
    assert not result.is_complete


def test_everything_done_is_complete_and_a_hundred_percent():
    facts = [read("a"), read("b"), passed("b", "q"), read("c")]

    result = progress(THREE, facts, RULE, at=NOON)

    assert result.percent == 100
    assert result.is_complete


def test_an_optional_lesson_counts_neither_when_open_nor_when_read():
    with_extra = outline(lesson("a"), lesson("x", required=False))

    open_extra = progress(with_extra, [], RULE, at=NOON)
    read_extra = progress(with_extra, [read("x", was_required=False)], RULE, at=NOON)

    assert open_extra.required_count == read_extra.required_count == 1
    assert read_extra.done_count == 0


def test_a_lesson_added_for_everybody_lowers_the_percent_and_takes_nothing_away():
    facts = [read("a"), read("b")]
    before = progress(outline(lesson("a"), lesson("b"), lesson("c")), facts, RULE, at=NOON)
    after = progress(
        outline(lesson("new"), lesson("a"), lesson("b"), lesson("c")), facts, RULE, at=NOON
    )

    assert (before.percent, after.percent) == (66, 50)
    assert before.done_count == after.done_count == 2


def test_a_finished_lesson_that_was_removed_still_counts_on_both_sides():
    facts = [read("a"), read("b")]

    after = progress(outline(lesson("b"), lesson("c")), facts, RULE, at=NOON)

    assert (after.done_count, after.required_count, after.percent) == (2, 3, 66)
    assert statuses(after)["a", ""] is Status.KEPT


def test_an_open_lesson_that_was_removed_is_asked_of_nobody():
    after = progress(outline(lesson("a"), lesson("b")), [read("a"), read("b")], RULE, at=NOON)

    assert after.is_complete


def test_a_lesson_that_is_no_longer_live_is_excused_and_the_page_can_say_so():
    available = frozenset({("a", "")})

    result = progress(
        outline(lesson("a"), lesson("b")), [read("a")], RULE, at=NOON, available=available
    )

    assert [step.pair for step in result.excused] == [("b", "")]
    assert result.is_complete


def test_what_was_done_in_a_lesson_that_is_no_longer_live_counts():
    result = progress(
        outline(lesson("a"), lesson("b")), [read("a")], RULE, at=NOON, available=frozenset()
    )

    assert (result.done_count, result.required_count) == (1, 1)


def test_nobody_is_locked_out_by_a_half_done_lesson_that_is_no_longer_live():
    result = progress(
        outline(lesson("a", "q")), [passed("a", "q")], RULE, at=NOON, available=frozenset()
    )

    assert result.is_complete


def test_a_course_whose_lessons_are_all_gone_completes_nobody_who_did_nothing():
    result = progress(THREE, [], RULE, at=NOON, available=frozenset())

    assert not result.is_complete
    assert result.percent == 0


def test_an_empty_course_is_not_complete():
    result = progress(Outline(()), [], RULE, at=NOON)

    assert (result.percent, result.is_complete) == (0, False)


def test_an_excuse_takes_the_activity_away_and_a_deed_wins_over_it():
    excuse = Fact("b", "", "EXCUSED", NOON)
    two = outline(lesson("a"), lesson("b"))

    excused = progress(two, [read("a"), excuse], RULE, at=NOON)
    done = progress(two, [read("a"), excuse, read("b")], RULE, at=NOON)

    assert (excused.done_count, excused.required_count, excused.is_complete) == (1, 1, True)
    assert (done.done_count, done.required_count) == (2, 2)


def test_completed_by_hand_and_credited_count_as_done():
    facts = [Fact("a", "", "BY_HAND", NOON), Fact("b", "", "CREDITED", NOON)]

    assert progress(outline(lesson("a"), lesson("b")), facts, RULE, at=NOON).is_complete


def test_completed_stays_completed_when_a_required_lesson_is_added():
    completion = Completion(NOON, RULE)
    later = NOON + timedelta(days=30)

    result = progress(
        outline(lesson("a"), lesson("new")), [read("a")], RULE, at=later, completion=completion
    )

    assert (result.percent, result.is_complete) == (100, True)
    assert result.completion == completion
    assert [step.pair for step in result.not_needed] == [("new", "")]
    assert result.missing == ()
    assert result.done_count == result.required_count == 1


def test_completed_stays_completed_when_results_are_voided():
    result = progress(THREE, [], RULE, at=NOON, completion=Completion(NOON, RULE))

    assert result.percent == 100


def test_progress_at_an_earlier_moment_ignores_what_came_later():
    later = NOON + timedelta(days=1)
    facts = [read("a"), read("b", at=later)]

    result = progress(
        outline(lesson("a"), lesson("b")),
        facts,
        RULE,
        at=NOON,
        completion=Completion(later, RULE),
    )

    assert (result.percent, result.is_complete) == (50, False)


def test_a_rule_that_names_an_activity_that_is_gone_counts_it_as_met():
    rule = {"kind": "ACTIVITIES", "activities": [["a", ""], ["gone", "q"]]}

    result = progress(THREE, [read("a")], rule, at=NOON)

    assert result.is_complete
    assert result.required_count == 1


def test_a_rule_of_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match="MOST"):
        progress(THREE, [], {"kind": "MOST"}, at=NOON)


def test_the_first_deed_is_the_one_that_is_shown():
    early = read("a", at=NOON - timedelta(days=2))
    late = Fact("a", "", "BY_HAND", NOON)

    result = progress(THREE, [late, early], RULE, at=NOON)

    assert result.done[0].fact == early


def test_a_required_lesson_made_optional_still_counts_for_whoever_read_it():
    was_required = lesson("a")
    now_optional = replace(
        was_required,
        is_required=False,
        activities=tuple(replace(each, is_required=False) for each in was_required.activities),
    )

    result = progress(outline(now_optional, lesson("b")), [read("a")], RULE, at=NOON)

    assert (result.done_count, result.required_count) == (1, 2)
