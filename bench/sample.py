"""The people and the course that are measured, made by the same actions as in the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from learning.models import Enrollment
from tests.factories.courses import course_page, make_course, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner

LEARNERS = 40
LESSONS = (12, 12, 12)
CSRF = "b" * 32


@dataclass(frozen=True)
class Sample:
    """`cookies[n]` signs in the learner of `enrollments[n]`."""

    enrollments: list[Enrollment]
    cookies: list[str]
    lesson_slugs: list[str]
    run_slug: str
    course_path: str

    def lesson_path(self, number: int, name: str = "lesson") -> str:
        slug = self.lesson_slugs[number % len(self.lesson_slugs)]
        return reverse(f"learning:{name}", args=[self.run_slug, slug])


def make_sample() -> Sample:
    """One course of 36 lessons without checks, open now, and 40 learners in it."""
    now, day = timezone.now(), timedelta(days=1)
    course = make_course(lessons=LESSONS, checks=False)
    run = make_run(course, opens_at=now - day, starts_at=now - day, ends_at=now + 90 * day)
    enrollments = [make_enrollment(run=run, learner=make_learner()) for _ in range(LEARNERS)]
    return Sample(
        enrollments=enrollments,
        cookies=[sign_in(enrollment.learner) for enrollment in enrollments],
        lesson_slugs=[lesson.slug for lesson in lessons_of(enrollments[0])],
        run_slug=run.slug,
        course_path=str(course_page(course).get_url()),
    )


def sign_in(user: Any) -> str:
    """The cookies of somebody who is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={CSRF}"
