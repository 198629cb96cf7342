"""progress() where lessons were split, replaced or made one."""

from dataclasses import replace

from learning.progress import Status, progress

from .outlines import NOON, RULE, lesson, outline, passed, read, statuses


def taking_over(each, *keys):
    return replace(each, follows=keys)


def test_what_was_done_counts_in_the_lesson_that_took_its_place_and_once():
    now = outline(taking_over(lesson("new", "q"), "a"), lesson("b"))

    result = progress(now, [read("a"), passed("a", "q")], RULE, at=NOON)

    assert statuses(result) == {
        ("new", ""): Status.DONE,
        ("new", "q"): Status.DONE,
        ("b", ""): Status.MISSING,
    }
    assert (result.done_count, result.required_count) == (2, 3)


def test_a_split_lesson_that_was_read_is_read_in_both_parts():
    parts = outline(lesson("a"), taking_over(lesson("a2", "q"), "a"))

    result = progress(parts, [read("a"), passed("a", "q")], RULE, at=NOON)

    assert result.is_complete
    assert result.done_count == 3


def test_a_split_lesson_that_was_not_read_asks_for_both_parts():
    parts = outline(lesson("a"), taking_over(lesson("a2", "q"), "a"))

    result = progress(parts, [passed("a", "q")], RULE, at=NOON)

    assert [step.pair for step in result.missing] == [("a", ""), ("a2", "")]


def test_of_two_lessons_that_became_one_both_deeds_count():
    one = outline(taking_over(lesson("new"), "a", "b"))

    result = progress(one, [read("a"), read("b")], RULE, at=NOON)

    assert (result.done_count, result.is_complete) == (2, True)
