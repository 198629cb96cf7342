"""A course is edited in the four ways while somebody has done half of it."""

import re

import pytest
from playwright.sync_api import expect

from courses.actions import publish_course
from tests.factories.courses import add_lesson, check_block, text_block
from tests.journeys.courses import lesson_page, make_open_run, module_page

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.long]

DONE, MISSING = "Done", "Still to do"
KEPT = "Done earlier, and no longer part of the course"


@pytest.fixture
def run(site):
    """Two modules of two lessons, each module with a check in its second: six things to do."""
    return make_open_run(lessons=(2, 2), checks=True)


@pytest.fixture
def half_done(learner, run):
    """Somebody who has done the first module."""
    person = learner()
    person.enroll(run.slug)
    person.complete_lesson()
    person.turn_page()
    person.complete_lesson()
    assert person.bar == "3 of 6 steps done, 50 %"
    return person


def bar(person, run):
    person.page.goto(f"/en/learn/{run.slug}/")
    return person.bar


def reasons(person, heading):
    """What the page "why is this 60 %?" lists below this heading."""
    person.page.locator("#lesson-progress").get_by_role("link").click()
    title = person.page.get_by_role("heading", name=re.compile(rf"^{heading} \d+$"))
    return person.page.locator("section").filter(has=title).get_by_role("listitem")


def publish(run):
    publish_course(run.course, by=run.course.provider.author_group.user_set.first())


def finish(person, run):
    """Nobody is locked out: from where one left off, everything can be done."""
    person.page.goto(f"/en/learn/{run.slug}/")
    for _ in range(9):
        person.complete_lesson()
        if person.has_completed_course():
            return
        person.page.goto(f"/en/learn/{run.slug}/")
    raise AssertionError(person.bar)


def test_a_lesson_is_added(half_done, run):
    added = add_lesson(module_page(run, "Week 2"), title="One more street", live=False)
    added.save_revision()
    publish(run)

    assert bar(half_done, run) == "3 of 7 steps done, 42 %"
    expect(reasons(half_done, MISSING).filter(has_text="One more street")).to_have_count(1)
    expect(reasons(half_done, DONE)).to_have_count(3)
    finish(half_done, run)


def test_lessons_are_removed(half_done, run):
    removed = lesson_page(run, "Lesson 1.1")
    removed.unpublish()
    lesson_page(run, "Lesson 2.1").unpublish()
    publish(run)

    assert bar(half_done, run) == "3 of 5 steps done, 60 %"
    expect(reasons(half_done, KEPT)).to_contain_text(["Lesson 1.1"])
    expect(reasons(half_done, MISSING)).to_have_count(2)
    with half_done.visitor.expecting(410):
        half_done.page.goto(f"/en/learn/{run.slug}/{removed.slug}/")
    half_done.page.get_by_role("link", name="Go on").click()
    assert half_done.title == "Lesson 2.2"
    finish(half_done, run)


def test_a_lesson_is_moved(half_done, run):
    lesson_page(run, "Lesson 1.1").move(module_page(run, "Week 2"), pos="last-child")
    publish(run)

    assert bar(half_done, run) == "3 of 6 steps done, 50 %"
    expect(reasons(half_done, DONE).filter(has_text="Lesson 1.1")).to_have_count(1)
    half_done.page.get_by_role("link", name="Lesson 1.1").click()
    expect(half_done.foot).to_contain_text("This lesson is complete.")
    finish(half_done, run)


def test_a_check_is_replaced(half_done, run):
    lesson = lesson_page(run, "Lesson 1.2")
    lesson.body = [text_block(), check_block(title="What did you hear?")]
    lesson.save_revision()
    publish(run)

    assert bar(half_done, run) == "3 of 7 steps done, 42 %"
    expect(reasons(half_done, KEPT)).to_contain_text(["Lesson 1.2"])
    expect(reasons(half_done, KEPT)).to_contain_text(["What did you see?"])
    expect(reasons(half_done, MISSING).filter(has_text="What did you hear?")).to_have_count(1)
    finish(half_done, run)


def test_a_question_of_a_passed_check_is_reworded(half_done, run):
    lesson = lesson_page(run, "Lesson 1.2")
    body = list(lesson.body.raw_data)
    body[-1]["value"]["questions"][0]["value"]["text"] = "What is right?"
    lesson.body = body
    lesson.save_revision()
    publish(run)

    assert bar(half_done, run) == "3 of 6 steps done, 50 %"
    half_done.page.goto(f"/en/learn/{run.slug}/lesson-1-2/")
    expect(half_done.page.get_by_text("What is right?")).to_be_visible()
    expect(half_done.foot).to_contain_text("This lesson is complete.")
