"""progress(): done, missing and why, percent, completed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outline import Outline
from courses.rules import asked_by, can_be_met, choices_of, make_rule
from learning.kinds import KIND_OF
from learning.progress import Completion, Fact, Status, progress

from .outlines import NOON, RULE, attended, chosen, lesson, modules, outline, passed, read

THREE = outline(lesson("a"), lesson("b", "q"), lesson("c"))


def statuses(result):
    return {step.pair: step.status for step in result.steps}


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


# --- Rules that authors choose ------------------------------------------------------------------

TWO_WEEKS = modules(w1=[lesson("a"), lesson("b", "q")], w2=[lesson("c"), lesson("d"), lesson("e")])


def mix(*, lessons=False, checks=False, sessions=False, score=None, **choose):
    return make_rule(lessons=lessons, checks=checks, sessions=sessions, score=score, choose=choose)


def test_lessons_alone_ask_for_no_check_and_checks_alone_for_no_lesson():
    lessons_only = progress(TWO_WEEKS, [], mix(lessons=True), at=NOON)
    checks_only = progress(TWO_WEEKS, [passed("b", "q")], mix(checks=True), at=NOON)

    assert {activity for _lesson, activity in statuses(lessons_only)} == {""}
    assert checks_only.is_complete
    assert checks_only.required_count == 1


def test_any_two_of_three_lessons_are_enough_and_the_third_is_not_asked_for():
    rule = mix(lessons=True, checks=True, w2=2)
    first_week = [read("a"), read("b"), passed("b", "q")]

    begun = progress(TWO_WEEKS, first_week, rule, at=NOON)
    done = progress(TWO_WEEKS, [*first_week, chosen("e", "w2"), chosen("c", "w2")], rule, at=NOON)

    assert (begun.done_count, begun.required_count, begun.percent) == (3, 5, 60)
    assert [step.pair for step in begun.not_chosen] == [("e", "")]
    assert done.is_complete
    assert [step.pair for step in done.not_chosen] == [("d", "")]


def test_more_than_enough_counts_as_done_and_never_above_a_hundred():
    facts = [chosen("c", "w2"), chosen("d", "w2"), chosen("e", "w2")]

    result = progress(TWO_WEEKS, facts, mix(lessons=True, checks=True, w2=1), at=NOON)

    assert (result.done_count, result.required_count, result.percent) == (3, 6, 50)


def test_a_lesson_begun_is_the_one_asked_for():
    choice = modules(w2=[lesson("c", "q", "r"), lesson("d", "s", "t")])
    facts = [chosen("d", "w2"), passed("d", "s")]

    result = progress(choice, facts, mix(w2=1), at=NOON)

    assert [step.pair for step in result.missing] == [("d", "t")]


def test_a_chosen_lesson_that_is_taken_out_still_counts_where_it_was_chosen():
    rule = mix(w2=2)
    facts = [chosen("c", "w2"), chosen("d", "w2")]

    result = progress(modules(w2=[lesson("d"), lesson("e")]), facts, rule, at=NOON)

    assert result.is_complete
    assert result.done_count == 2


def test_of_fewer_lessons_than_asked_for_all_are_enough():
    result = progress(modules(w2=[lesson("c")]), [chosen("c", "w2")], mix(w2=3), at=NOON)

    assert result.is_complete


CHECKS = modules(w1=[lesson("a", "q"), lesson("b", "r")])


def test_a_score_is_the_average_of_all_checks_and_all_must_be_passed():
    rule = mix(score=80)

    one = progress(CHECKS, [passed("a", "q", score=100)], rule, at=NOON)
    low = progress(CHECKS, [passed("a", "q", score=90), passed("b", "r", score=60)], rule, at=NOON)
    met = progress(CHECKS, [passed("a", "q", score=100), passed("b", "r", score=60)], rule, at=NOON)

    assert (one.percent, one.is_complete) == (50, False)
    assert (low.percent, low.is_complete, low.missing) == (99, False, ())
    assert low.improvable == (("b", "r"), ("a", "q"))
    assert (low.score.reached, low.score.needed) == (75, 80)
    assert (met.percent, met.is_complete, met.improvable) == (100, True, ())


def test_a_session_has_no_score_and_lowers_none():
    with_session = modules(w1=[lesson("a", "q", "live-1")])
    facts = [passed("a", "q", score=80), attended("a", "live-1"), read("a")]

    result = progress(with_session, facts, mix(lessons=True, score=80), at=NOON)

    assert (result.is_complete, result.score.reached) == (True, 80)


def test_sessions_alone_ask_for_nothing_else():
    with_session = modules(w1=[lesson("a", "q", "live-1"), lesson("b")])

    open_ended = progress(with_session, [read("a")], mix(sessions=True), at=NOON)
    attended_all = progress(with_session, [attended("a", "live-1")], mix(sessions=True), at=NOON)

    assert [step.pair for step in open_ended.missing] == [("a", "live-1")]
    assert attended_all.is_complete


def test_nobody_is_locked_out_by_a_weak_check_that_is_gone():
    rule = mix(score=90)
    facts = [passed("a", "q", score=50), passed("b", "r", score=100)]

    result = progress(modules(w1=[lesson("b", "r")]), facts, rule, at=NOON)

    assert result.is_complete


def test_a_good_check_that_is_gone_still_lifts_the_score():
    rule = mix(score=80)
    facts = [passed("a", "q", score=100), passed("b", "r", score=60)]

    assert progress(modules(w1=[lesson("b", "r")]), facts, rule, at=NOON).is_complete


def test_a_check_counted_by_hand_has_no_score_and_lowers_none():
    facts = [Fact("a", "q", "BY_HAND", NOON), passed("b", "r", score=80)]

    assert progress(CHECKS, facts, mix(score=80), at=NOON).is_complete


# --- Lessons that were split or replaced ---------------------------------------------------------


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


# --- Properties over any outline, any rule, any edit and any facts ------------------------------

KEYS = [str(number) for number in range(8)]
DEEDS = {"q": "{}q", "r": "{}r", "live": "live-{}", "part": "part-{}"}
lessons = st.builds(
    lambda key, checks, required: lesson(
        key, *(DEEDS[check].format(key) for check in checks), required=required
    ),
    st.sampled_from(KEYS),
    st.sets(st.sampled_from(sorted(DEEDS))).map(sorted),
    st.booleans(),
)
lesson_lists = st.lists(lessons, max_size=8, unique_by=lambda each: each.key)
rules = st.builds(
    make_rule,
    lessons=st.booleans(),
    checks=st.booleans(),
    sessions=st.booleans(),
    score=st.sampled_from([None, None, 50, 80, 100]),
    choose=st.dictionaries(st.sampled_from(["m", "n"]), st.integers(1, 4)),
)


def in_modules(lessons, cut):
    """The first `cut` lessons in one module, the others in another."""
    return modules(m=lessons[:cut], n=lessons[cut:])


def fact_of(rule, outline, module, each, activity, score=100):
    """As `record_progress` would keep it."""
    return Fact(
        each.key,
        activity.key,
        KIND_OF[activity.kind],
        NOON,
        (each.key, activity.key) in asked_by(rule, outline),
        score if activity.kind == "check" else None,
        module.key if module.key in rule.get("choose", {}) else "",
    )


@st.composite
def edits(draw, rules=rules):
    """A rule, an outline, facts recorded under them, and the outline after lessons came, went and
    moved, within and between modules; some of what it holds cannot be done any more."""
    rule, old = draw(rules), draw(lesson_lists)
    before = in_modules(old, draw(st.integers(0, 8)))
    places = [
        (module, each, activity)
        for module in before.modules
        for each in module.lessons
        for activity in each.activities
    ]
    done = draw(st.lists(st.sampled_from(places), unique=True)) if places else []
    facts = [fact_of(rule, before, *place, draw(st.integers(50, 100))) for place in done]
    kept = [each for each in old if draw(st.booleans())]
    added = [each for each in draw(lesson_lists) if each.key not in {one.key for one in old}]
    after = in_modules(draw(st.permutations(kept + added)), draw(st.integers(0, 8)))
    available = frozenset(
        (each.key, activity.key) for each, activity in after.activities() if draw(st.booleans())
    )
    return rule, before, facts, after, available


@given(edits())
def test_done_never_falls_whatever_is_added_moved_or_removed(edit):
    rule, before, facts, after, available = edit

    old = progress(before, facts, rule, at=NOON)
    new = progress(after, facts, rule, at=NOON, available=available)

    assert old.done_pairs <= new.done_pairs
    assert old.done_count <= new.done_count


@given(edits(), st.data())
def test_taking_lessons_out_leaves_nobody_with_more_to_do(edit, data):
    """Whoever had completed all but the claim of it still has, whichever lessons go. Where some
    lessons of a module are enough, the shortest of them may go.
    """
    rule, before, facts, _after, _available = edit
    gone = data.draw(st.sets(st.sampled_from(KEYS)))
    left = Outline(
        tuple(
            replace(module, lessons=tuple(each for each in module.lessons if each.key not in gone))
            for module in before.modules
        )
    )

    old = progress(before, facts, rule, at=NOON)
    new = progress(left, facts, rule, at=NOON)

    assert len(new.missing) <= len(old.missing) or choices_of(rule, before)
    assert new.is_complete or not old.is_complete


@given(edits(), st.data())
def test_splitting_and_replacing_lessons_takes_nothing_away(edit, data):
    """New lessons take over from any of the old ones, some of which are gone, in any order."""
    rule, before, facts, after, available = edit
    old_keys = [each.key for each in before.lessons()]
    known = {each.key for each in before.lessons()}
    follows = st.lists(st.sampled_from(old_keys), unique=True, max_size=2) if old_keys else None
    now = Outline(
        tuple(
            replace(
                module,
                lessons=tuple(
                    replace(each, follows=tuple(data.draw(follows)))
                    if follows is not None and each.key not in known
                    else each
                    for each in module.lessons
                ),
            )
            for module in after.modules
        )
    )

    old = progress(before, facts, rule, at=NOON)
    new = progress(now, facts, rule, at=NOON, available=available)

    counted = {step.fact.pair for step in new.done if step.fact} | new.done_pairs
    assert old.done_pairs <= counted
    assert old.done_count <= new.done_count
    assert 0 <= new.percent <= 100


@given(edits())
def test_percent_lies_between_0_and_100_and_is_100_only_when_complete(edit):
    rule, _before, facts, after, available = edit

    result = progress(after, facts, rule, at=NOON, available=available)

    assert 0 <= result.percent <= 100
    assert (result.percent == 100) == result.is_complete
    assert result.done_count <= result.required_count


@given(edits(), st.integers(0, 100), st.integers(50, 100))
def test_a_further_fact_never_lowers_the_percent(edit, position, score):
    rule, before, facts, _after, _available = edit
    places = [
        (module, each, activity)
        for module in before.modules
        for each in module.lessons
        for activity in each.activities
    ]
    if not places:
        return
    further = fact_of(rule, before, *places[position % len(places)], score)

    less = progress(before, facts, rule, at=NOON)
    completion = Completion(NOON, rule) if less.is_complete else None
    more = progress(before, [*facts, further], rule, at=NOON, completion=completion)

    assert more.percent >= less.percent
    assert len(more.missing) <= len(less.missing)


@given(edits())
def test_completed_stays_completed_after_any_edit(edit):
    rule, _before, facts, after, available = edit

    result = progress(
        after, facts, rule, at=NOON, available=available, completion=Completion(NOON, rule)
    )

    assert (result.percent, result.is_complete, result.missing) == (100, True, ())


@given(edits())
def test_doing_all_that_is_missing_completes_so_nobody_is_locked_out(edit):
    """And answering again, with full marks, whatever checks the page offers to answer again."""
    rule, _before, facts, after, available = edit
    here = progress(after, facts, rule, at=NOON, available=available)

    kinds = {"": "LESSON"}
    deeds = [
        Fact(*step.pair, kinds.get(step.pair[1], "CHECK"), NOON, True, 50) for step in here.missing
    ]
    assert all(step.pair in available for step in here.missing)
    done = progress(after, [*facts, *deeds], rule, at=NOON, available=available)
    assert not done.missing

    again = set(done.improvable)
    better = [
        fact._replace(score_percent=100) if fact.pair in again else fact
        for fact in [*facts, *deeds]
    ]
    result = progress(after, better, rule, at=NOON, available=available)
    assert result.is_complete == bool(result.done)


@given(edits(rules=st.just(RULE)))
def test_moving_lessons_and_doubling_facts_changes_nothing(edit):
    rule, before, facts, _after, _available = edit
    lessons = [*before.lessons()]
    halves = modules(n=lessons[::2][::-1], m=lessons[1::2])

    plain = progress(before, facts, rule, at=NOON)
    moved = progress(halves, [*facts, *facts], rule, at=NOON)

    assert (plain.percent, plain.done_pairs) == (moved.percent, moved.done_pairs)


@given(edits())
def test_every_activity_stands_in_at_most_one_step(edit):
    rule, _before, facts, after, available = edit

    result = progress(after, facts, rule, at=NOON, available=available)

    assert len({step.pair for step in result.steps}) == len(result.steps)


@given(edits())
def test_a_rule_that_can_be_met_is_met_by_who_does_everything(edit):
    rule, before, _facts, _after, _available = edit
    everything = [
        fact_of(rule, before, module, each, activity)
        for module in before.modules
        for each in module.lessons
        for activity in each.activities
    ]

    result = progress(before, everything, rule, at=NOON)

    assert result.is_complete or not can_be_met(rule, before)


def test_a_required_lesson_made_optional_still_counts_for_whoever_read_it():
    was_required = lesson("a")
    now_optional = replace(
        was_required,
        is_required=False,
        activities=tuple(replace(each, is_required=False) for each in was_required.activities),
    )

    result = progress(outline(now_optional, lesson("b")), [read("a")], RULE, at=NOON)

    assert (result.done_count, result.required_count) == (1, 2)
