"""One change that waits for a review, so that the CMS home of each role has something to show."""

from __future__ import annotations

from courses.models import CoursePage, LessonPage
from demo.course_files import stable_id
from demo.prose import prose_to_html
from users.models import User

AUTHOR = "author.thinkcity@example.org"
LESSON_SLUG = "reading-an-audit-map"


def submit_change(author: User) -> None:
    """This author adds a remark to one lesson and hands the course in. Learners see no change."""
    lesson = LessonPage.objects.get(slug=LESSON_SLUG, locale__language_code="en")
    remark = {
        "tone": "note",
        "title": "Print it large",
        "text": prose_to_html("A map that six people read together needs a sheet of size A2."),
    }
    block = {"type": "callout", "value": remark, "id": stable_id("review", LESSON_SLUG)}
    lesson.body = [*lesson.body.raw_data, block]
    lesson.save_revision(user=author)
    page = CoursePage.objects.ancestor_of(lesson).get()
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
