"""What another outline changes for a learner: the same as the difference of two progress()."""

from hypothesis import given
from hypothesis import strategies as st

from courses.rules import make_rule
from learning.effects import Change, Effect, effect, focus
from learning.progress import Fact, progress

from .outlines import NOON, RULE, lesson, modules, outline, passed, read


def change_of(before, after, facts, rule=RULE, **available):
    return effect(focus(Change(before, after, rule, **available)), facts)


def test_a_new_lesson_is_one_more_for_whoever_has_not_done_it():
    before, after = outline(lesson("a")), outline(lesson("a"), lesson("b", "q"))

    found = change_of(before, after, [read("a")])

    assert found == Effect(more=frozenset({("b", ""), ("b", "q")}))
    assert found.counts(after.kinds()) == ({"lesson": 1}, {})
    assert not change_of(before, after, [read("b"), passed("b", "q")])


def test_a_new_check_in_a_lesson_is_counted_as_a_check():
    after = outline(lesson("a", "q"))

    found = change_of(outline(lesson("a")), after, [read("a")])

    assert found.counts(after.kinds()) == ({"check": 1}, {})


def test_a_session_and_a_course_more_are_counted_as_what_they_are():
    after = outline(lesson("a", "live-1", "live-2", "part-1"))

    found = change_of(outline(lesson("a")), after, [read("a")])

    assert found.counts(after.kinds()) == ({"session": 2, "part": 1}, {})


def test_what_goes_is_one_less_for_whoever_has_not_done_it_and_nothing_for_the_others():
    before, after = outline(lesson("a"), lesson("b")), outline(lesson("a"))

    assert change_of(before, after, [read("a")]).counts(before.kinds()) == ({}, {"lesson": 1})
    assert not change_of(before, after, [read("b")])


def test_moving_changes_nobody_where_all_is_asked():
    before = modules(m=[lesson("a"), lesson("b")], n=[lesson("c")])
    after = modules(n=[lesson("c"), lesson("a")], m=[lesson("b")])

    lens = focus(Change(before, after, RULE))

    assert not lens.lessons
    assert not effect(lens, [])


def test_what_was_read_of_one_s_own_accord_counts_once_it_is_required():
    before, after = outline(lesson("a", required=False)), outline(lesson("a"))

    found = change_of(before, after, [read("a", was_required=False)])

    assert found == Effect(counted=frozenset({("a", "")}))


def test_only_what_differs_is_looked_at():
    lessons = [lesson(str(number)) for number in range(200)]

    lens = focus(Change(outline(*lessons), outline(*lessons, lesson("new")), RULE))

    assert lens.lessons == {"new"}


def test_a_lesson_moved_out_of_a_choice_may_have_to_be_done():
    rule = make_rule(lessons=True, checks=False, score=None, choose={"m": 1})
    before = modules(m=[lesson("a"), lesson("b")], n=[lesson("c")])
    after = modules(m=[lesson("a")], n=[lesson("c"), lesson("b")])

    assert change_of(before, after, [read("a")], rule).more == {("b", "")}


KEYS = ["a", "b", "c", "d", "e"]
DEEDS = ["q", "r", "live-1", "part-1"]
LESSONS = st.builds(
    lambda key, checks, required: lesson(key, *checks, required=required),
    st.sampled_from(KEYS),
    st.sets(st.sampled_from(DEEDS)).map(sorted),
    st.booleans(),
)


@st.composite
def outlines(draw):
    """Two modules with any of five lessons, each once."""
    found = draw(st.lists(LESSONS, unique_by=lambda each: each.key, max_size=5))
    cut = draw(st.integers(0, len(found)))
    return modules(m=found[:cut], n=found[cut:])


RULES = st.one_of(
    st.just(RULE),
    st.builds(
        lambda lessons, checks, sessions, choose: make_rule(
            lessons=lessons, checks=checks, sessions=sessions, score=None, choose=choose
        ),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.dictionaries(st.sampled_from(["m", "n"]), st.integers(1, 3)),
    ),
)
FACTS = st.lists(
    st.builds(
        Fact,
        st.sampled_from(KEYS),
        st.sampled_from(["", *DEEDS]),
        st.sampled_from(["LESSON", "CHECK", "SESSION", "PART", "EXCUSED"]),
        st.just(NOON),
        st.booleans(),
        st.none(),
        st.sampled_from(["", "m", "n"]),
    ),
    max_size=8,
)
AVAILABLE = st.one_of(
    st.none(),
    st.frozensets(st.tuples(st.sampled_from(KEYS), st.sampled_from(["", *DEEDS]))),
)


@given(outlines(), outlines(), FACTS, RULES, AVAILABLE, AVAILABLE)
def test_the_effect_is_the_difference_of_two_progresses(before, after, facts, rule, can, could):
    now = progress(before, facts, rule, at=NOON, available=can)
    then = progress(after, facts, rule, at=NOON, available=could)

    found = change_of(before, after, facts, rule, available_before=can, available_after=could)

    missing_now = {step.pair for step in now.missing}
    missing_then = {step.pair for step in then.missing}
    assert found.more == missing_then - missing_now
    assert found.fewer == missing_now - missing_then
    assert found.counted == then.done_pairs - now.done_pairs
    assert found.uncounted == now.done_pairs - then.done_pairs


@given(outlines(), outlines(), FACTS, AVAILABLE)
def test_whom_nothing_changes_keeps_their_percent(before, after, facts, can):
    found = change_of(before, after, facts, available_before=can, available_after=can)

    if not found:
        kept = progress(before, facts, RULE, at=NOON, available=can)
        then = progress(after, facts, RULE, at=NOON, available=can)
        assert kept.percent == then.percent
        assert kept.is_complete == then.is_complete
