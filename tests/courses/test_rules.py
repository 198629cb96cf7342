"""Rules as authors choose them: what is stored, how it is said, and whether it can be met."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from courses.compiling import compile_outline
from courses.draft_outline import course_with, draft_course
from courses.models import ModulePage
from courses.rules import asked_by, can_be_met, make_rule, obstacles, what_it_takes
from tests.factories.courses import course_page, make_course
from tests.learning.outlines import RULE, lesson, modules

WEEKS = modules(w1=[lesson("a"), lesson("b", "q")], w2=[lesson("c"), lesson("d"), lesson("e")])


def rule(*, lessons=True, checks=True, sessions=True, score=None, **choose):
    return make_rule(lessons=lessons, checks=checks, sessions=sessions, score=score, choose=choose)


def test_lessons_and_checks_are_the_rule_that_every_course_began_with():
    assert rule() == RULE


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (RULE, ["Complete all 5 required lessons.", "Pass the knowledge check."]),
        (rule(checks=False), ["Complete all 5 required lessons."]),
        (rule(lessons=False), ["Pass the knowledge check."]),
        (
            rule(w2=2),
            [
                "Complete any 2 of the 3 lessons of “Week two”.",
                "Complete all 2 required lessons of the other modules.",
                "Pass the knowledge check of the other modules.",
            ],
        ),
        (
            rule(w2=1, w1=9),
            [
                "Complete all 2 lessons of “w1”.",
                "Complete any one of the 3 lessons of “Week two”.",
            ],
        ),
    ],
)
def test_what_it_takes_is_said_by_the_rule(chosen, said):
    assert what_it_takes(chosen, WEEKS, {"w2": "Week two"}) == said


LIVE = modules(w1=[lesson("a", "live-1", "q"), lesson("b", "live-2"), lesson("c", "part-1")])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (
            RULE,
            [
                "Complete all 3 required lessons.",
                "Complete the course of this programme.",
                "Attend all 2 live sessions.",
                "Pass the knowledge check.",
            ],
        ),
        (rule(lessons=False, checks=False), ["Attend all 2 live sessions."]),
        (rule(lessons=False, sessions=False), ["Pass the knowledge check."]),
        (
            rule(checks=False, sessions=False),
            ["Complete all 3 required lessons.", "Complete the course of this programme."],
        ),
    ],
)
def test_sessions_and_courses_of_a_programme_are_asked_for_by_their_kind(chosen, said):
    assert what_it_takes(chosen, LIVE, {}) == said


def test_a_rule_older_than_sessions_asks_for_them_where_it_asks_for_lessons():
    of_old = {"kind": "MIX", "lessons": True, "checks": False, "score": None, "choose": {}}

    assert asked_by(of_old, LIVE) == asked_by(rule(checks=False), LIVE)
    assert ("a", "live-1") not in asked_by({**of_old, "lessons": False}, LIVE)


def test_in_a_module_to_choose_from_a_lesson_is_chosen_with_its_session():
    asked = asked_by(rule(lessons=False, checks=False, sessions=False, w1=1), LIVE)

    assert {("a", ""), ("a", "live-1"), ("a", "q"), ("c", "part-1")} <= asked


def test_a_score_is_said_with_what_counts_for_it():
    said = what_it_takes(rule(lessons=False, checks=False, score=80), WEEKS, {})

    assert said[0] == "Pass the knowledge check."
    assert said[1].startswith("Reach 80 % on average in the knowledge checks.")


def test_a_course_without_lessons_says_that_nothing_is_asked_yet():
    assert what_it_takes(RULE, modules(), {}) == ["Nothing is asked of you yet."]


@pytest.mark.parametrize(
    ("chosen", "outline", "why"),
    [
        (RULE, modules(w1=[lesson("a", required=False)]), "Nothing that counts is left"),
        (RULE, modules(), "Nothing that counts is left"),
        (rule(lessons=False), modules(w1=[lesson("a")]), "Nothing that counts is left"),
        (rule(score=80), modules(w1=[lesson("a")]), "no required knowledge check"),
        (rule(score=80), modules(w1=[lesson("a", "live-1")]), "no required knowledge check"),
        (rule(w2=4), WEEKS, "“w2” asks for 4 lessons to choose, and has 3"),
    ],
)
def test_a_rule_that_nobody_can_meet_says_why(chosen, outline, why):
    assert not can_be_met(chosen, outline)
    assert any(why in each for each in obstacles(chosen, outline))


@pytest.mark.parametrize("chosen", [RULE, rule(score=80), rule(w2=3), rule(lessons=False)])
def test_a_rule_that_can_be_met_has_no_obstacle(chosen):
    assert can_be_met(chosen, WEEKS)


@pytest.mark.django_db
def test_publishing_a_module_to_choose_from_makes_it_the_rule_of_the_course():
    course = make_course(lessons=(2, 3))
    module = ModulePage.objects.descendant_of(course_page(course)).last()
    module.needed_count = 2
    module.save_revision().publish()

    compile_outline(course)

    course.refresh_from_db()
    assert course.completion_rule == rule(**{str(module.translation_key): 2})


@pytest.mark.django_db
def test_drafts_show_the_rule_that_they_would_make():
    course = make_course(lessons=(2, 3))
    page = course_page(course)
    page.completion_score_percent = 70
    module = ModulePage.objects.descendant_of(page).last()
    module.needed_count = 9

    drafted = course_with(course, [page, module])

    assert drafted.rule == rule(score=70, **{str(module.translation_key): 9})
    assert not can_be_met(drafted.rule, drafted.outline)
    assert draft_course(page).rule == rule(score=70)


@pytest.mark.django_db
def test_a_course_page_without_any_box_is_refused_beside_the_box():
    page = course_page(make_course(lessons=(1,)))
    page.completion_lessons = page.completion_checks = page.completion_sessions = False

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert "completion_lessons" in refused.value.message_dict


@pytest.mark.django_db
def test_the_public_page_says_what_it_takes_in_its_language(client):
    course = make_course(lessons=(2, 3))
    module = ModulePage.objects.descendant_of(course_page(course)).last()
    module.needed_count = 2
    module.save_revision().publish()
    compile_outline(course)

    text = client.get(course_page(course).get_url()).content.decode()

    assert "Complete any 2 of the 3 lessons of “Week 2”." in text
    assert "Complete all 2 required lessons of the other modules." in text
    translation.activate("en")
