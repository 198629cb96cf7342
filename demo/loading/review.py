"""One change that waits for a review, and what was said about it, so that each role has something
to do in the CMS."""

from __future__ import annotations

from datetime import datetime

from courses.models import Course, CoursePage, LessonPage
from demo.course_files import stable_id
from demo.prose import prose_to_html
from studio.comments import WHOLE_PAGE, comment_on_draft
from studio.guests import Invitation, ask_expert, links_of
from users.models import User

AUTHOR = "author.thinkcity@example.org"
REVIEWER = "reviewer@example.org"
EXPERT = Invitation(
    name="Expert (sample)",
    email="expert@example.org",
    language="en",
    days=21,
    note="Please look at the last lesson of the first week.",
)
LESSON_SLUG = "reading-an-audit-map"


def submit_change(author: User) -> None:
    """This author adds a remark to one lesson and hands the course in. Learners see no change."""
    lesson = _lesson()
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


def talk_about_it(author: User, reviewer: User, *, at: datetime) -> None:
    """The reviewer asks something at the new remark, and an outside expert, whom the author asked
    by a personal link, says something about the page."""
    lesson = _lesson()
    key = CoursePage.objects.ancestor_of(lesson).get().translation_key
    course = Course.objects.get(key=key)
    place = f"body.{stable_id('review', LESSON_SLUG)}"
    words = "Can most offices print a sheet of this size? If not, say what to do then."
    comment_on_draft(course=course, page=lesson, place=place, text=words, by=reviewer, at=at)
    ask_expert(course, EXPERT, by=author, at=at)
    guest = links_of(course).get().author
    words = "A good lesson. I would show the same street by night, too."
    comment_on_draft(course=course, page=lesson, place=WHOLE_PAGE, text=words, by=guest, at=at)


def _lesson() -> LessonPage:
    lesson: LessonPage = LessonPage.objects.get(slug=LESSON_SLUG, locale__language_code="en")
    return lesson
