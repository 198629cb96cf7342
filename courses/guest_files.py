"""Files that a guest may read: those of the one draft that they were asked about."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.models import Course, CoursePage, LessonPage
from courses.protected import ProtectedFile, shown_in
from users.guests import guest_of
from users.models import GuestKind


def may_guest_read(request: HttpRequest, file: ProtectedFile) -> bool:
    """Whether a live lesson of the course shows this file, or the draft of one.

    The file must be of the course's own provider. No query for whoever opened no link.
    """
    link = guest_of(request, timezone.now())
    if link is None or link.kind != GuestKind.COURSE_DRAFT:
        return False
    course = Course.objects.filter(
        key=link.subject_key, provider__lesson_collection=file.collection_id
    ).first()
    if course is None:
        return False
    return course.key in shown_in(file) or _is_in_a_draft(course, file)


def _is_in_a_draft(course: Course, file: ProtectedFile) -> bool:
    """Wagtail's index of references knows what is live; a draft is read itself."""
    paths = CoursePage.objects.filter(translation_key=course.key).values_list("path", flat=True)
    for path in paths:
        drafts = LessonPage.objects.filter(path__startswith=path, has_unpublished_changes=True)
        for lesson in drafts.select_related("latest_revision"):
            if _shows(lesson, file):
                return True
    return False


def _shows(lesson: LessonPage, file: ProtectedFile) -> bool:
    draft: Page = lesson.get_latest_revision_as_object()
    for field in draft._meta.get_fields():
        if isinstance(field, StreamField):
            found = field.extract_references(field.value_from_object(draft))
            if any(model is type(file) and pk == str(file.pk) for model, pk, *_place in found):
                return True
    return False
