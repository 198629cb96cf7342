"""progress() under the rules that authors choose."""

from courses.rules import make_rule
from learning.progress import Fact, progress

from .outlines import NOON, attended, chosen, lesson, modules, passed, read, statuses

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
