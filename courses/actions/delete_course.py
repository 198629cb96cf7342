"""A course made by mistake goes: one that nobody ever had. Any other is taken out of the offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import Page

from courses.models import Course, CoursePage, CourseRun
from courses.outline_door import has_enrollments

from .create_course import CourseRefused

if TYPE_CHECKING:
    from users.models import User


def was_ever_read(course: Course) -> bool:
    """Whether it was published, or somebody is in it: then it stays. Four queries at most."""
    if course.newest_outline_id or course.outlines.exists():
        return True
    return pages_of(course).filter(live=True).exists() or has_enrollments(course)


def pages_of(course: Course) -> QuerySet[Page]:
    """The course page and all below it, in every language; pages that mirror another too."""
    tops = Page.objects.filter(pk__in=CoursePage.objects.filter(translation_key=course.key))
    below = Page.objects.none()
    for page in tops:
        below = below | Page.objects.descendant_of(page, inclusive=True)
    return below


def delete_course(*, course: Course, by: User) -> None:
    """Its pages in every language and its runs go with it; files that were uploaded stay.

    Raises CourseRefused where it was read, or where something of somebody hangs on it: the
    database knows, by its protected keys. Whoever enrolls meanwhile waits for the lock on the run.
    """
    try:
        with transaction.atomic():
            _delete(course, by)
    except ProtectedError:
        raise CourseRefused(
            _(
                "Something belongs to this course that is not deleted with it: a session, an "
                "announcement, a code or somebody who asks for a seat. Stop offering it instead."
            )
        ) from None


def _delete(course: Course, by: User) -> None:
    locked = Course.objects.select_for_update(of=("self",)).filter(pk=course.pk).first()
    if locked is None:
        return
    runs = CourseRun.objects.select_for_update(of=("self",)).filter(course=locked)
    found = list(runs.order_by("pk"))
    if was_ever_read(locked):
        raise CourseRefused(
            _("People learn in this course, or could read it: it stays. Stop offering it instead.")
        )
    log(locked, "courses.delete_course", user=by, deleted=True)
    for run in found:
        run.delete()
    for page in CoursePage.objects.filter(translation_key=locked.key).order_by("pk"):
        # Authors may delete no page with others below it; whether they may this was asked above.
        DeletePageAction(page, user=by).execute(skip_permission_checks=True)
    locked.refresh_from_db()
    locked.delete()
