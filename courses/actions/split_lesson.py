"""Split a lesson, or let one take another's place, without taking anything from who was there.

What learners did is known by the key of a lesson. The new one says from which it took over, and
`learning.progress` counts what was done there. Both are drafts, published with the course.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from core.page_forms import free_slug
from courses.models import Course, CoursePage, LessonPage

if TYPE_CHECKING:
    from users.models import User


class SplitRefused(ValueError):
    """The text says what to do instead."""


@transaction.atomic
def split_lesson(*, page: LessonPage, block_id: str, title: str, by: User) -> LessonPage:
    """Everything from this block on becomes a lesson of its own, right after this one.

    The blocks keep their ids: what was answered in them counts on. Whoever has read the lesson has
    read both. Returns the new lesson, a draft. Raises SplitRefused, also where it was split there
    already in the meantime.
    """
    # First the course, as its publication does: it moves the pages among which this one is put.
    course = Course.objects.select_for_update().get(key=_course_key(page))
    locked = Page.objects.select_for_update().get(pk=page.pk)
    if locked.locked:
        raise SplitRefused(_("This page is locked by somebody."))
    page = LessonPage.objects.select_related("locale").get(pk=page.pk)
    drafted = page.get_latest_revision_as_object()
    blocks = drafted.body.get_prep_value()
    place = next((n for n, block in enumerate(blocks) if block["id"] == block_id), None)
    if place is None:
        raise SplitRefused(_("This part is no longer in the lesson. Look at it again."))
    if place == 0:
        raise SplitRefused(_("Choose a part after the first: nothing would be left before it."))
    key = str(page.translation_key)
    made = LessonPage(
        title=title,
        slug=free_slug(title, below=page.get_parent()),
        minutes=max(1, drafted.minutes * (len(blocks) - place) // len(blocks)),
        is_required=drafted.is_required,
        body=blocks[place:],
        follows=[key, *drafted.follows],
        owner=by,
        locale=page.locale,
        live=False,
        has_unpublished_changes=True,
    )
    page.add_sibling(pos="right", instance=made)
    _put_beside(course, key, str(made.translation_key))
    made.save_revision(user=by)
    drafted.minutes = max(1, drafted.minutes - made.minutes)
    drafted.body = blocks[:place]
    drafted.save_revision(user=by)
    log(made, "wagtail.create", user=by)
    log(page, "courses.split_lesson", user=by, data={"into": str(made.translation_key)})
    return made


@transaction.atomic
def take_over(*, page: LessonPage, keys: Collection[str], by: User) -> bool:
    """From which lessons of its course this one took over. False where that is so already.

    The lessons themselves stay where they are; taking them out is another step. Raises SplitRefused
    for a key that never was a lesson of this course.
    """
    if Page.objects.select_for_update().get(pk=page.pk).locked:
        raise SplitRefused(_("This page is locked by somebody."))
    drafted = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    known = _lessons_of(page)
    wanted = [key for key in dict.fromkeys(keys) if key != str(page.translation_key)]
    if not set(wanted) <= known:
        raise SplitRefused(_("One of these lessons is not of this course. Look at it again."))
    for key in [*wanted]:  # and from whichever these took over before
        before = LessonPage.objects.filter(translation_key=key, locale=page.locale_id).first()
        earlier = before.get_latest_revision_as_object().follows if before else []
        wanted += [each for each in earlier if each not in wanted]
    wanted = [key for key in wanted if key != str(page.translation_key)]
    if wanted == drafted.follows:
        return False
    drafted.follows = wanted
    drafted.save_revision(user=by)
    log(page, "courses.take_over", user=by, data={"follows": wanted})
    return True


def _course_key(page: LessonPage) -> UUID:
    above = CoursePage.objects.ancestor_of(page)
    key: UUID = above.values_list("translation_key", flat=True).get()
    return key


def _put_beside(course: Course, key: str, new_key: str) -> None:
    """Where the order is a draft too: right after this lesson in it, wherever that is by now."""
    if course.arrangement is None:
        return
    for _module, lessons in course.arrangement["modules"]:
        if key in lessons:
            lessons.insert(lessons.index(key) + 1, new_key)
    course.arrangement_number += 1
    course.save(update_fields=["arrangement", "arrangement_number"])


def _lessons_of(page: LessonPage) -> set[str]:
    """Keys of every lesson that this course has or ever had."""
    course_page = page.get_parent().get_parent()
    course = Course.objects.get(key=course_page.translation_key)
    here = LessonPage.objects.descendant_of(course_page).values_list("translation_key", flat=True)
    return {*course.lesson_slugs.values(), *map(str, here)}
