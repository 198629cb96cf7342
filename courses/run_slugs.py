"""Free addresses of runs."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count

from django.utils.text import slugify

from courses.models import Course, CourseRun

LONGEST_ADDRESS = 70  # of 80 characters, so that a year and a number fit behind it
YEAR = re.compile(r"-(19|20)\d\d(-\d+)?$")


def new_run_slug(course: Course, *, at: datetime) -> str:
    """Of the name of the course and the year; of a name in other letters its provider's."""
    words = slugify(course.title) or slugify(f"{course.provider.name} {course.pk}")
    return free_run_slug(words, at.year)


def free_run_slug(words: str, year: int | None) -> str:
    """These words with the year, and a number where a run has that address already.

    A year that the words end with gives way: "shade-2026" becomes "shade-2027".
    """
    bare = YEAR.sub("", words)[:LONGEST_ADDRESS].strip("-") or "course"
    wanted = f"{bare}-{year}" if year else bare
    begun = CourseRun.objects.filter(slug__startswith=wanted)
    taken = set(begun.values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)
