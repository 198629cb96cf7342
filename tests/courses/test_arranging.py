"""Steps through an arrangement: nothing is lost, nothing doubled, wherever things are put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.arranging import (
    Arrangement,
    Node,
    NoSuchPlace,
    arranged_paths,
    published,
    put_back,
    put_before,
    put_last,
    step_down,
    step_up,
    take_out,
)

START = Arrangement((("m1", ("a", "b")), ("m2", ("c",)), ("m3", ())), frozenset())


def order(arrangement):
    return [(module, "".join(lessons)) for module, lessons in arrangement.modules]


@pytest.mark.parametrize(
    ("step", "key", "expected"),
    [
        (step_up, "b", [("m1", "ba"), ("m2", "c"), ("m3", "")]),
        (step_down, "a", [("m1", "ba"), ("m2", "c"), ("m3", "")]),
        (step_up, "c", [("m1", "abc"), ("m2", ""), ("m3", "")]),
        (step_down, "b", [("m1", "a"), ("m2", "bc"), ("m3", "")]),
        (step_down, "c", [("m1", "ab"), ("m2", ""), ("m3", "c")]),
        (step_up, "a", [("m1", "ab"), ("m2", "c"), ("m3", "")]),
        (step_up, "m2", [("m2", "c"), ("m1", "ab"), ("m3", "")]),
        (step_down, "m2", [("m1", "ab"), ("m3", ""), ("m2", "c")]),
        (step_down, "m3", [("m1", "ab"), ("m2", "c"), ("m3", "")]),
    ],
)
def test_one_step_up_or_down(step, key, expected):
    assert order(step(START, key)) == expected


def test_a_step_passes_over_what_is_taken_out():
    without_b = take_out(put_last(START, "c", "m1"), "b")

    assert order(step_up(without_b, "c"))[0] == ("m1", "cab")


def test_a_lesson_is_dropped_before_another_one():
    assert order(put_before(START, "c", "b")) == [("m1", "acb"), ("m2", ""), ("m3", "")]
    assert order(put_before(START, "m3", "m1")) == [("m3", ""), ("m1", "ab"), ("m2", "c")]


def test_a_lesson_stands_in_a_module_and_a_module_in_no_other():
    for step in (
        lambda: put_before(START, "a", "m2"),
        lambda: put_before(START, "m2", "a"),
        lambda: put_last(START, "a", "a"),
        lambda: put_last(START, "a", "gone"),
        lambda: step_up(START, "gone"),
        lambda: take_out(START, "gone"),
    ):
        with pytest.raises(NoSuchPlace):
            step()


def test_a_lesson_that_comes_back_brings_its_module():
    out = take_out(take_out(START, "a"), "m1")

    assert out.is_out("b")
    assert put_back(out, "a").retired == frozenset()
    assert put_back(out, "m1").retired == frozenset({"a"})


def test_paths_follow_the_order_and_lack_what_is_out():
    nodes = [
        Node("000100010001", "m1", False),
        Node("0001000100010001", "a", True),
        Node("0001000100010002", "b", True),
        Node("000100010002", "m2", False),
        Node("0001000100020001", "c", True),
    ]
    now = published(nodes, ())

    paths = arranged_paths(nodes, take_out(put_before(now, "c", "a"), "b"))

    assert sorted(paths, key=paths.get) == [
        "000100010001",
        "0001000100020001",
        "0001000100010001",
        "000100010002",
    ]


KEYS = ["m1", "m2", "m3", "a", "b", "c"]
DEEDS = st.one_of(
    st.tuples(st.sampled_from([step_up, step_down, take_out, put_back]), st.sampled_from(KEYS)),
    st.tuples(st.just(put_before), st.sampled_from(KEYS), st.sampled_from(KEYS)),
    st.tuples(st.just(put_last), st.sampled_from(KEYS), st.sampled_from(KEYS[:3])),
)


@given(st.lists(DEEDS, max_size=30))
def test_no_sequence_of_steps_loses_or_doubles_anything(deeds):
    arrangement = START
    for step, *names in deeds:
        try:
            arrangement = step(arrangement, *names)
        except NoSuchPlace:
            continue

    lessons = [lesson for _module, here in arrangement.modules for lesson in here]
    assert sorted(lessons) == ["a", "b", "c"]
    assert sorted(module for module, _here in arrangement.modules) == ["m1", "m2", "m3"]
    assert arrangement.retired <= set(KEYS)
