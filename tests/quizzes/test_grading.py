"""Grading as a pure function."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.checks import Check, Option, Question
from quizzes.grading import attempts_left, fits, grade, needed_count, percent_of, unanswered


def question(key, *, right=("a",), options="abc", is_multiple=False):
    return Question(
        key=key,
        text=key,
        is_multiple=is_multiple,
        options=tuple(Option(each, each, each in right, "") for each in options),
    )


def check(*questions, pass_mark=80, attempts=None):
    return Check("check", "Check", "", pass_mark, attempts, True, questions)


TWO = check(question("one"), question("two", right=("a", "b"), is_multiple=True), pass_mark=100)


def test_a_question_is_right_when_all_right_answers_were_chosen_and_no_other():
    for chosen, is_right in [("ab", True), ("ba", True), ("a", False), ("abc", False), ("", False)]:
        found = grade(TWO, {"one": ["a"], "two": list(chosen)})
        assert found.outcome == {"one": True, "two": is_right}


def test_the_score_is_rounded_down_and_the_mark_itself_passes():
    three = [question(key) for key in ("one", "two", "three")]

    two_of_three = {"one": ["a"], "two": ["a"], "three": ["b"]}

    assert grade(check(*three, pass_mark=66), two_of_three).score_percent == 66
    assert grade(check(*three, pass_mark=66), two_of_three).is_passed
    assert not grade(check(*three, pass_mark=67), two_of_three).is_passed


@pytest.mark.parametrize(
    ("count", "mark", "needed"), [(3, 60, 2), (3, 66, 2), (3, 67, 3), (4, 75, 3), (1, 1, 1)]
)
def test_how_many_must_be_right_to_pass(count, mark, needed):
    assert needed_count(check(*map(question, "abcde"[:count]), pass_mark=mark)) == needed


def test_a_question_without_a_choice_is_unanswered():
    assert unanswered(TWO, {"one": ["a"]}) == {"two"}
    assert unanswered(TWO, {"one": [], "two": ["a"]}) == {"one"}
    assert unanswered(TWO, {"one": ["b"], "two": ["c"]}) == set()


@pytest.mark.parametrize(
    ("answers", "is_fitting"),
    [
        ({"one": ["a"], "two": ["a", "c"]}, True),
        ({}, True),
        ({"three": ["a"]}, False),
        ({"one": ["z"]}, False),
        ({"one": [""]}, False),
        ({"one": ["a", "b"]}, False),
    ],
)
def test_answers_fit_the_check_that_they_were_given_to(answers, is_fitting):
    assert fits(TWO, answers) is is_fitting


def test_attempts_left_are_never_negative_and_may_be_unlimited():
    assert attempts_left(check(attempts=3), 1) == 2
    assert attempts_left(check(attempts=3), 5) == 0
    assert attempts_left(check(attempts=None), 5) is None


chosen_sets = st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=12)


@given(chosen=chosen_sets, mark=st.integers(1, 100))
def test_passing_is_the_same_as_having_as_many_right_as_are_needed(chosen, mark):
    questions = [question(str(place), is_multiple=True) for place in range(len(chosen))]
    asked = check(*questions, pass_mark=mark)

    found = grade(asked, {str(place): each for place, each in enumerate(chosen)})

    right = sum(found.outcome.values())
    assert found.is_passed == (right >= needed_count(asked))
    assert found.score_percent == percent_of(right, len(questions))
    assert (found.score_percent == 100) == (right == len(questions))


@given(chosen=chosen_sets)
def test_the_order_of_choices_and_questions_changes_nothing(chosen):
    questions = [question(str(place), is_multiple=True) for place in range(len(chosen))]
    answers = {str(place): sorted(each) for place, each in enumerate(chosen)}
    turned = {key: each[::-1] for key, each in reversed(answers.items())}

    assert grade(check(*questions), answers) == grade(check(*questions), turned)
