"""An author looks for somebody who needs help, excuses a lesson, and takes that back."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.models import Course
from tests.journeys.learner import Learner, sample

pytestmark = [pytest.mark.slow, pytest.mark.long]

TOURISM = "Approaches in Sustainable Tourism: Lessons from Seoul"


@pytest.mark.parametrize("has_script", [True, False])
def test_an_author_excuses_a_lesson_and_the_learner_reads_why(learner, visit, has_script):
    name = "Wulan Saputri" if has_script else "Ratih Kusuma"
    person: Learner = learner(name)
    person.find_course(TOURISM)
    person.enroll()
    person.complete_lesson()
    author = sample(visit(java_script_enabled=has_script), "author.seoul@example.org")
    author.sign_in()
    page = author.page
    course = Course.objects.get(title=TOURISM)

    page.goto(reverse("studio:course-overview", args=[course.pk]))
    page.get_by_role("link", name=re.compile("^People *: ")).first.click()
    page.get_by_label("Name or address").fill(name)
    page.locator("#main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 person found")).to_be_visible()
    assert name.split()[0].lower() not in page.url.lower()
    page.get_by_role("rowheader").get_by_role("link", name=name).click()

    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Excuse *: ")).first.click()
    lesson = page.locator("#main h1").inner_text().removeprefix("Excuse: ")
    page.get_by_label("Reason, kept in the history").fill("Flood in the city")
    page.get_by_role("button", name="Excuse", exact=True).click()
    expect(page.get_by_text(f"“{lesson}” is not asked for any more.")).to_be_visible()
    expect(page.get_by_text("“Flood in the city”").first).to_be_visible()

    person.page.goto(f"/en/learn/{_slug(course, name)}/progress/")
    excused = person.page.locator("section").filter(has_text="Not asked of you")
    expect(excused).to_contain_text(lesson)
    expect(excused).to_contain_text("The course team excused you.")

    page.get_by_role("link", name=re.compile("^Take back")).first.click()
    page.get_by_label("Reason, kept in the history").fill("The road is open again")
    page.get_by_role("button", name="Take back", exact=True).click()
    expect(page.get_by_text(f"“{lesson}” counts as the learner left it.")).to_be_visible()
    person.page.reload()
    expect(excused).to_have_count(0)


def _slug(course, name):
    return course.runs.get(enrollments__learner__name=name).slug
