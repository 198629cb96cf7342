"""Two learners talk about their course: a thread, an answer, a notice of it, and leaving."""

import pytest
from playwright.sync_api import expect

from discussions.models import Post, Thread
from tests.journeys.courses import make_open_run

pytestmark = [pytest.mark.slow, pytest.mark.long]


def test_a_thread_is_answered_its_author_hears_of_it_and_leaves(learner):
    run = make_open_run(lessons=(1,), title="Where shade falls")
    asks, answers = learner("Rani Wijaya"), learner("Tala Reyes", java_script_enabled=False)
    for person in (asks, answers):
        person.enroll(run.slug)

    asks.page.get_by_role("link", name="Ask about this lesson, or answer").click()
    asks.page.get_by_role("link", name="Start a thread").click()
    asks.page.get_by_label("What is it about?").fill("Which tree grows fast?")
    asks.page.get_by_label("Your question or thought").fill("Our street has no shade at all.")
    asks.page.get_by_role("button", name="Publish").dblclick()
    expect(asks.page.get_by_role("heading", level=1, name="Which tree grows fast?")).to_be_visible()
    assert Thread.objects.filter(run=run).count() == 1

    page = answers.page
    page.get_by_role("link", name="Ask about this lesson, or answer").click()
    page.get_by_role("link", name="Which tree grows fast?").click()
    expect(page.locator("main")).to_contain_text("Our street has no shade at all.")
    page.get_by_label("Your answer").fill("Bamboo, and it needs no sawmill.")
    page.get_by_role("button", name="Publish my answer").click()
    expect(page.locator("main")).to_contain_text("Bamboo, and it needs no sawmill.")
    assert Post.objects.filter(thread__run=run, is_first=False).count() == 1

    asks.page.goto("/en/notices/")
    asks.page.locator("main").get_by_role("link", name="Which tree grows fast?").first.click()
    expect(asks.page.locator("main")).to_contain_text("Bamboo")
    asks.page.get_by_role("button", name="Leave the thread").click()
    expect(asks.page.get_by_text("You hear of no more answers")).to_be_visible()
    expect(asks.page.get_by_role("button", name="Follow the thread")).to_be_visible()
