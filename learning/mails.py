"""The mails that `learning` sends: one function each. Queued in the caller's transaction."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from courses.models import CoursePage
from learning.models import Enrollment
from learning.moments import say_for
from mail.actions import queue_delivery


def confirm_enrollment(enrollment: Enrollment) -> None:
    """Tell the learner that they are in, when it starts and where. Once for each enrolling."""
    learner, run = enrollment.learner, enrollment.run
    with override(learner.language):
        starts = run.starts_at or run.opens_at
        queue_delivery(
            key=f"enrollment:{enrollment.pk}:{enrollment.enrolled_count}",
            template="enrollment_confirmed",
            language=learner.language,
            to_email=learner.email,
            to_name=learner.name,
            user=learner,
            context={
                "name": learner.name,
                "course": course_title(enrollment, learner.language),
                "provider": run.course.provider.name,
                "starts": say_for(starts, host_zone=run.time_zone, reader_zone=learner.time_zone)
                if starts
                else "",
                "is_return": enrollment.enrolled_count > 1,
                "link": settings.LMS_SITE_URL + reverse("learning:resume", args=[run.slug]),
            },
        )


def course_title(enrollment: Enrollment, language: str) -> str:
    """The title in this language where the page is live, else in the course's own."""
    course = enrollment.run.course
    title = (
        CoursePage.objects.live()
        .filter(translation_key=course.key, locale__language_code=language)
        .values_list("title", flat=True)
        .first()
    )
    return title or course.title
