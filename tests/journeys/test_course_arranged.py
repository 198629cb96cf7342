"""An author rearranges a running course by pointer, by keyboard and by its menu."""

import pytest
from playwright.sync_api import expect

from courses.models import Course, CoursePage
from tests.journeys.learner import sample

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(120, func_only=True),
]


def titles(page):
    return page.locator("[data-arrange] [data-key] .outline__title").all_inner_texts()


def drag(page, handle, onto):
    """Press the handle, go over the upper edge of that row, and let go."""
    start, end = handle.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 24, steps=2)
    page.mouse.move(end["x"] + 20, end["y"] + 3, steps=5)
    page.mouse.up()


def test_the_outline_is_rearranged_by_drag_keys_and_menu(visit):
    author = sample(visit(), "author.seoul@example.org")
    author.sign_in()
    page = author.page
    course_page = CoursePage.objects.live().get(
        title="Approaches in Sustainable Tourism: Lessons from Seoul", locale__language_code="en"
    )
    course = Course.objects.get(key=course_page.translation_key)
    page.goto(f"/cms/courses/{course.pk}/")
    before = titles(page)
    rows = page.locator("[data-arrange] [data-key]")

    drag(page, rows.nth(2).locator("summary"), rows.nth(1))

    expect(rows.nth(1).locator(".outline__title")).to_have_text(before[2])
    handle = rows.nth(1).locator("summary")
    expect(handle).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(2).locator(".outline__title")).to_have_text(before[2])
    expect(page.locator(".messages")).to_contain_text(f"“{before[2]}” is lesson 2")
    assert titles(page) == before
    rows.nth(1).locator("summary").click()
    rows.nth(1).get_by_role("button", name="Take out").click()

    expect(page.get_by_role("heading", name="Taken out")).to_be_visible()
    assert before[1] not in titles(page)
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("heading", name="Taken out")).to_have_count(0)
    assert titles(page) == before
    course.refresh_from_db()
    assert course.arrangement is None
