"""A provider's author writes a course, a reviewer approves it once, the secretariat opens a run."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import ProviderPage
from tests.journeys.editor import Editor, draw_picture
from tests.journeys.learner import sample

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(120, func_only=True),
]

COURSE, LESSON = "Shade in hot streets", "Where it is cool at noon"
ALT = "A square at noon: the only shade lies under one tree."
ANSWERS = {
    "Under the tree": "A crown cools all around it.",
    "On the steps": "Stone keeps the heat.",
}


@pytest.fixture
def enter(visit):
    def as_person(email):
        person = sample(visit(), email)
        person.sign_in()
        return person

    return as_person


def write_course(editor, picture):
    """A course with one module and one lesson, all of them drafts."""
    provider = ProviderPage.objects.get(slug="think-city", locale__language_code="en")
    editor.add_page(provider.pk, COURSE)
    editor.page.get_by_role("textbox", name="Summary").fill("Trees, cloth and arcades.")
    editor.add_page(editor.save(), "At noon")
    editor.add_page(editor.save(), LESSON)
    editor.write("Shade moves with the sun.")
    editor.show_image(picture, ALT)
    editor.ask("What did you see?", "Where is it cool?", ANSWERS, right="Under the tree")
    editor.save()


def submit(page):
    page.goto("/cms/courses/")
    page.get_by_role("link", name=COURSE).click()
    page.get_by_role("link", name="Submit for review").click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Waits for review")).to_be_visible()


def approve(page):
    page.goto("/cms/")
    page.get_by_role("link", name=COURSE).first.click()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("The course was published.")).to_be_visible()
    expect(page.get_by_text("Draft", exact=True)).to_have_count(0)


def open_run(page):
    opens = timezone.now() - timedelta(days=2)
    page.goto("/cms/runs/")
    page.get_by_role("link", name="Add course run").first.click()
    page.get_by_label("Enrollment opens").fill(f"{opens:%Y-%m-%dT%H:%M}")
    page.get_by_role("textbox", name="Title").fill("First run")
    page.get_by_role("textbox", name="Address").fill("shade-1")
    page.get_by_role("combobox", name="Course").select_option(label=COURSE)
    page.get_by_role("checkbox", name="Always open").check()
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/cms/courses/runs/*/")


def test_a_course_walks_from_its_author_to_a_learner(enter, learner, tmp_path):
    author = enter("author.thinkcity@example.org")
    write_course(Editor(author), draw_picture(tmp_path / "tree.png"))
    submit(author.page)
    reader = learner()
    reader.page.goto("/en/courses/?q=shade")
    expect(reader.page.get_by_role("link", name=COURSE)).to_have_count(0)

    approve(enter("reviewer@example.org").page)
    open_run(enter("secretariat@example.org").page)

    reader.find_course(COURSE)
    reader.enroll()
    expect(reader.page.get_by_role("heading", level=1, name=LESSON)).to_be_visible()
    expect(reader.page.get_by_text("Shade moves with the sun.")).to_be_visible()
    picture = reader.page.get_by_role("img", name=ALT)
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(reader.page.get_by_text("Where is it cool?")).to_be_visible()
    reader.complete_lesson()
    assert reader.has_completed_course()
