"""What progress() keeps over any outline, any rule, any edit and any facts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from courses.outline import Outline
from courses.rules import asked_by, can_be_met, choices_of, make_rule
from learning.kinds import KIND_OF
from learning.progress import Completion, Fact, progress

from .outlines import NOON, RULE, lesson, modules

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
