"""A stranger becomes a learner, completes the self-paced course, and anyone can check it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.learner import MARK, Learner

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

TOURISM = "Approaches in Sustainable Tourism: Lessons from Seoul"


def test_a_stranger_signs_up_and_learns(site, visit):
    rani = Learner(visit(), "rani@example.org")
    rani.sign_up(site)
    if "/login/" in rani.page.url:
        rani.fill_in_sign_in()

    rani.find_course(TOURISM)
    rani.enroll()
    rani.complete_lesson()

    expect(rani.foot).to_contain_text("This lesson is complete.")
    assert rani.bar.startswith("1 of ")


def test_a_lesson_is_done_by_keyboard_alone(learner):
    person = learner()
    person.find_course(TOURISM)
    person.enroll()
    first = person.page.url

    person.tab_to("Skip to the content")
    person.page.keyboard.press("Enter")
    person.tab_to(MARK)
    person.page.keyboard.press("Enter")
    expect(person.foot).to_contain_text("This lesson is complete.")
    person.tab_to("Next")
    person.page.keyboard.press("Enter")

    person.page.wait_for_url(lambda url: url != first and "#" not in url)
    assert person.bar.startswith("1 of ")


def test_a_lesson_is_done_without_javascript(learner):
    person = learner(java_script_enabled=False)
    person.find_course(TOURISM)
    person.enroll()

    person.complete_lesson()
    expect(person.foot).to_contain_text("This lesson is complete.")
    person.turn_page()

    assert person.bar.startswith("1 of ")
