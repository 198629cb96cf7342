"""Sweeps of `courses`."""

import logging

from celery import shared_task

from courses.compiling import OutlineRefused
from courses.freshness import compile_if_free
from courses.models import Course
from courses.provider_rights import ensure_languages

logger = logging.getLogger(__name__)


@shared_task(name="courses.compile_dirty_outlines", ignore_result=True, acks_late=True)
def compile_dirty_outlines() -> None:
    """Compile what a lost commit hook left. Safe to repeat: compiling changes nothing twice."""
    for course in Course.objects.exclude(dirty_at=None):
        try:
            compile_if_free(course)
        except OutlineRefused:
            logger.warning("Course %s stays as it was: a lesson must be mended.", course.pk)
        except Exception:  # whatever is wrong with one, the others wait behind it
            logger.exception("Course %s cannot be compiled", course.pk)


@shared_task(name="courses.ensure_provider_languages", ignore_result=True, acks_late=True)
def ensure_provider_languages() -> None:
    """Give providers their page in a language that was added later. Safe to repeat."""
    ensure_languages()
