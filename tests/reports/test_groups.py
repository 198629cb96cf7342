"""Never about a group of fewer than five, also not by difference."""

from hypothesis import given
from hypothesis import strategies as st

from reports.groups import FEWEST, Group, shown, shown_over


def groups(**people):
    return [Group(key, number, number // 2) for key, number in people.items()]


def names(found):
    return [each.key for each in found.groups]


def test_large_groups_are_shown_from_the_largest_down():
    found = shown(groups(NP=7, KR=12))

    assert names(found) == ["KR", "NP"]
    assert found.others is None


def test_a_single_small_group_takes_the_next_with_it_or_the_sum_would_tell():
    found = shown(groups(KR=12, NP=7, FJ=2))

    assert names(found) == ["KR"]
    assert (found.others.people, found.others.completed) == (9, 4)


def test_small_groups_that_are_five_together_are_shown_as_one():
    found = shown(groups(KR=12, FJ=3, TO=2))

    assert names(found) == ["KR"]
    assert found.others.people == 5


def test_of_fewer_than_five_people_nothing_is_shown():
    assert shown(groups(KR=2, FJ=2)).is_empty
    assert shown([]).is_empty


def test_what_one_course_hides_is_not_the_difference_of_all_and_another():
    """Five of Fiji in one course, one in another: "six in all" would name the one."""
    found = shown_over({"a": groups(KR=9, FJ=5), "b": groups(KR=9, FJ=1, NP=9)})

    fiji = [each for each in found.groups if each.key == "FJ"]
    assert [each.people for each in fiji] == [5]


counts = st.dictionaries(st.sampled_from(["KR", "NP", "FJ", "TO", "BD"]), st.integers(0, 12))


@given(counts)
def test_nothing_shown_is_about_fewer_than_five_and_the_rest_is_not_either(people):
    found = shown(groups(**people))
    rest = sum(people.values()) - sum(each.people for each in found.groups)

    assert all(each.people >= FEWEST for each in found.groups)
    assert rest == 0 or rest >= FEWEST or not found.groups
    assert found.others is None or found.others.people == rest


@given(st.dictionaries(st.integers(1, 4), counts, max_size=4))
def test_over_several_courses_a_country_is_the_sum_of_what_each_shows(parts):
    by_part = {key: groups(**people) for key, people in parts.items()}
    over = shown_over(by_part)
    alone = {
        key: sum(
            each.people
            for part in by_part.values()
            for each in shown(part).groups
            if each.key == key
        )
        for key in names(over)
    }

    assert {each.key: each.people for each in over.groups} == alone
    assert all(each.people >= FEWEST for each in over.groups)
