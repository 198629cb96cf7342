"""The start or end of a run, moved after people had enrolled, of which nobody has told them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from courses.models import CourseRun
from learning.mails import course_titles
from learning.models import Enrollment
from learning.new_dates import say_new_dates
from studio.people.messaging import Text

CHANGED, WRITTEN = "courses.change_run", "studio.message_people"
DATES = ("starts_at", "ends_at")
LOOKED_THROUGH = 50  # entries of the log: whoever changed a run more often knows of it


@dataclass(frozen=True, slots=True)
class MovedDates:
    """`before`: what each date was that is another now. `count`: who enrolled by those."""

    before: Mapping[str, datetime | None]
    count: int


def find_moved_dates(run: CourseRun, *, at: datetime) -> MovedDates | None:
    """None where nothing was moved, nobody was in it, or they had a message since.

    A message to most of them counts: some have left, and to some no mail comes. One query, two
    where dates were moved.
    """
    if run.has_ended(at=at):
        return None
    entries = list(
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(CourseRun),
            object_id=str(run.pk),
            action__in=[CHANGED, WRITTEN],
        ).order_by("-timestamp", "-pk")[:LOOKED_THROUGH]
    )
    moved = next((each for each in entries if _dates_in(each)), None)
    if moved is None:
        return None
    people = Enrollment.objects.active().filter(run=run, enrolled_at__lt=moved.timestamp)
    count = people.count()
    before = _before(run, entries, count)
    return MovedDates(before, count) if count and before else None


def propose_texts(run: CourseRun, moved: MovedDates, languages: Iterable[str]) -> dict[str, Text]:
    """The message that tells them, in each of these languages. A query."""
    titles, texts = course_titles(run.course), {}
    for code in languages:
        with override(code):
            title = titles.get(code, run.course.title)
            texts[code] = Text(*say_new_dates(run, moved.before, title=title))
    return texts


def _dates_in(entry: ModelLogEntry) -> dict[str, datetime | None]:
    """What the dates were before this entry changed them."""
    changed = entry.data.get("changed", {})
    return {
        name: datetime.fromisoformat(changed[name][0]) if changed[name][0] else None
        for name in DATES
        if changed.get(name)
    }


def _before(run: CourseRun, entries: list[ModelLogEntry], count: int) -> dict[str, datetime | None]:
    """The oldest date of each since they were written to, where it is not the one of now."""
    before: dict[str, datetime | None] = {}
    for entry in entries:  # the newest first
        if entry.action == WRITTEN and 2 * entry.data.get("people", 0) > count:
            break
        before |= _dates_in(entry)
    return {name: moment for name, moment in before.items() if moment != getattr(run, name)}
