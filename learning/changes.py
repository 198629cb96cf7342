"""A note to the people of a course that changed under way."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import Course, CourseRun
from learning.mails import course_titles
from learning.models import Enrollment
from mail.queueing import Letter, queue_many

AT_ONCE = 1000


@transaction.atomic
def tell_of_change(course: Course, *, note: str) -> int:
    """Mail this note to whoever is on the way by the newest outline. Returns how many.

    That is everybody in an open or running run that is not pinned to an earlier outline, who has
    not completed. The same note about the same outline is sent once. An empty note tells nobody.
    """
    if not note.strip():
        return 0
    course = Course.objects.select_related("provider").get(pk=course.pk)
    titles, count = course_titles(course), 0
    for batch in _batches(course):
        queue_many(_letter(course, enrollment, titles, note) for enrollment in batch)
        count += len(batch)
    return count


def _batches(course: Course) -> Iterator[list[Enrollment]]:
    runs = CourseRun.objects.open_or_running(at=timezone.now())
    people = (
        Enrollment.objects.with_seat()
        .filter(run__in=runs.filter(course=course, pinned_outline=None), completed_at=None)
        .select_related("learner", "run")
        .order_by("pk")
    )
    last = 0
    while batch := list(people.filter(pk__gt=last)[:AT_ONCE]):
        yield batch
        last = batch[-1].pk


def _letter(course: Course, enrollment: Enrollment, titles: dict[str, str], note: str) -> Letter:
    learner, outline = enrollment.learner, course.newest_outline_id
    digest = sha256(note.encode()).hexdigest()[:16]
    with override(learner.language):
        link = settings.LMS_SITE_URL + reverse("learning:progress", args=[enrollment.run.slug])
    return Letter(
        key=f"course-changed:{outline}:{digest}:{enrollment.pk}",
        template="course_changed",
        user=learner,
        context={
            "name": learner.name,
            "course": titles.get(learner.language, course.title),
            "provider": course.provider.name,
            "note": note,
            "link": link,
        },
    )
