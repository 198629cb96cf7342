"""Double clicks, two tabs, the way back, a session that ended: nothing is lost or doubled."""

import pytest
from playwright.sync_api import expect

from learning.models import ActivityResult, Enrollment
from tests.journeys.courses import make_open_run
from tests.journeys.learner import MARK, Learner

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.long]

DONE = "This lesson is complete."


@pytest.fixture(scope="module")
def run(site):
    return make_open_run(lessons=(3,))


def results(person: Learner) -> int:
    return ActivityResult.objects.filter(enrollment__learner__email=person.email).count()


def test_a_double_click_marks_once(learner, run):
    person = learner()
    person.enroll(run.slug)

    person.foot.get_by_role("button", name=MARK).dblclick()

    expect(person.foot).to_contain_text(DONE)
    person.page.wait_for_load_state("networkidle")
    assert person.bar == "1 of 3 steps done, 33 %"
    assert results(person) == 1


def test_a_double_click_without_javascript_marks_and_enrolls_once(learner, run):
    person = learner(java_script_enabled=False)
    person.page.goto(f"/en/learn/{run.slug}/enroll/")

    person.page.locator("main form").get_by_role("button", name="Enroll").dblclick()
    expect(person.foot).to_be_visible()
    person.foot.get_by_role("button", name=MARK).dblclick()

    expect(person.foot).to_contain_text(DONE)
    assert results(person) == 1
    assert Enrollment.objects.filter(learner__email=person.email).count() == 1


def test_two_tabs_with_one_lesson_count_it_once_and_with_two_count_both(learner, run):
    person = learner()
    person.enroll(run.slug)
    same = Learner(person.visitor.another_tab(person.page.url), person.email)
    person.turn_page()
    other = Learner(person.visitor.another_tab(same.page.url), person.email)

    for tab in (same, person, other):
        tab.complete_lesson()

    expect(other.foot).to_contain_text(DONE)
    assert other.bar == "2 of 3 steps done, 66 %"
    assert results(person) == 2


def test_the_way_back_shows_what_was_done(learner, run):
    person = learner()
    person.enroll(run.slug)
    person.complete_lesson()
    person.turn_page()

    person.page.go_back()

    expect(person.foot).to_contain_text(DONE)
    assert person.bar == "1 of 3 steps done, 33 %"


@pytest.mark.parametrize("has_script", [True, False])
def test_whoever_was_signed_out_signs_in_and_is_back_at_the_lesson(learner, run, has_script):
    person = learner(java_script_enabled=has_script)
    person.enroll(run.slug)
    lesson = person.page.url
    person.visitor.forget_session()

    person.foot.get_by_role("button", name=MARK).click()
    person.page.wait_for_url("**/account/login/**")
    person.fill_in_sign_in()

    person.page.wait_for_url(lesson)
    person.complete_lesson()
    expect(person.foot).to_contain_text(DONE)
    assert results(person) == 1


def test_a_form_older_than_the_sign_in_says_so_and_works_after_loading_anew(learner, run):
    person = learner()
    person.enroll(run.slug)
    old = Learner(person.visitor.another_tab(person.page.url), person.email)
    person.visitor.forget_session()
    person.sign_in()

    with old.visitor.expecting(403):
        old.foot.get_by_role("button", name=MARK).click()
        expect(old.page.get_by_text("Please send it again")).to_be_visible()
    old.page.go_back()
    old.page.reload()
    old.complete_lesson()

    expect(old.foot).to_contain_text(DONE)
