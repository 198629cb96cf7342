"""An author who has an outline on paper makes a masterclass, and goes on by what the pages say."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import CoursePage, LessonPage
from tests.journeys.editor import Editor
from tests.journeys.learner import sample
from tests.journeys.studio import make_masterclass

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(120, func_only=True),
]

COURSE = "Cool roofs, street by street"


def test_an_author_makes_a_masterclass_and_writes_its_first_lesson(visit):
    author = sample(visit(), "author.thinkcity@example.org")
    author.sign_in()
    page = author.page
    start = timezone.localdate() + timedelta(days=60)
    make_masterclass(page, COURSE, weeks=3, start=start)

    expect(page.get_by_text("(Kathmandu)").first).to_be_visible()
    expect(page.get_by_text("17 empty lessons").first).to_be_visible()
    expect(page.get_by_role("heading", name="Next step: Welcome")).to_be_visible()
    page.get_by_role("link", name="Write this lesson").click()
    expect(page.get_by_text("What belongs here:")).to_be_visible()
    editor = Editor(author)
    editor.write("A white roof keeps the room below it cool.")
    editor.save()
    page.get_by_role("link", name="Course overview").click()

    expect(page.get_by_role("heading", name="Next step: This week")).to_be_visible()
    expect(page.get_by_text("16 empty lessons").first).to_be_visible()
    course_page = CoursePage.objects.get(title=COURSE)
    lesson = LessonPage.objects.descendant_of(course_page).order_by("path").first()
    drafted = lesson.get_latest_revision_as_object()
    assert (lesson.live, drafted.part) == (False, "welcome")
    assert "A white roof" in str(drafted.body)
