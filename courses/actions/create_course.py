"""A new course: its skeleton as drafts, and the announced run where a start is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.log_actions import log
from wagtail.models import Page

from core.moments import zone_of
from core.page_forms import free_slug
from courses.blocks import LIVE_SESSION, LiveSessionBlock
from courses.models import (
    Course,
    CourseFormat,
    CoursePage,
    CourseRun,
    LessonPage,
    ModulePage,
    Provider,
    ProviderPage,
)
from courses.run_slugs import free_run_slug
from courses.skeletons import LessonPlan, ModulePlan, skeleton_of

if TYPE_CHECKING:
    from users.models import User


FIRST_HOUR = time(9)  # at midnight in Seoul it is the day before in most of the network


class CourseRefused(ValueError):
    """The text says what to do first."""


@transaction.atomic
def create_course(
    *,
    provider: Provider,
    language: str,
    format: CourseFormat,
    title: str,
    token: UUID,
    by: User,
    weeks: int | None = None,
    starts_on: date | None = None,
    time_zone: str = "Asia/Seoul",
) -> tuple[Course, bool]:
    """The course, and whether it is new. Nothing of it is published.

    Idempotent: `token` is the form's, and who sends it twice gets the course of the first time.
    The provider is locked, so that two clicks at once wait for each other. `starts_on` is a day in
    `time_zone`. Raises CourseRefused where the provider has no page in this language.
    """
    Provider.objects.select_for_update().get(pk=provider.pk)
    key = uuid5(token, f"{by.pk}:{provider.pk}")
    made = Course.objects.filter(key=key).first()
    if made is not None:
        return made, False
    parent = _find_place(provider, language)
    weeks = (weeks or skeleton_of(format).weeks) if skeleton_of(format).weeks else None
    with override(language):
        page = _write_course_page(parent, key, format=format, title=title, weeks=weeks, by=by)
        for module in skeleton_of(format).modules_of(weeks):
            _write_module(page, module, by)
    course = Course.objects.get(key=key)
    if starts_on is not None:
        _announce_run(course, page, starts_on, weeks, time_zone)
    log(course, "courses.create_course", user=by, data={"format": format, "weeks": weeks})
    return course, True


def first_summary(format_label: str, duration: str) -> str:
    """What stands in the catalogue until somebody writes more, in the active language."""
    if not duration:
        return _("%(format)s.") % {"format": format_label}
    return _("%(format)s, %(length)s.") % {"format": format_label, "length": duration}


def _find_place(provider: Provider, language: str) -> ProviderPage:
    place = ProviderPage.objects.filter(
        translation_key=provider.key, locale__language_code=language
    ).select_related("locale")
    if not place:
        words = _("%(provider)s has no page in this language yet. Ask the secretariat for one.")
        raise CourseRefused(words % {"provider": provider.name})
    return place[0]


def _write_course_page(
    parent: ProviderPage,
    key: UUID,
    *,
    format: CourseFormat,
    title: str,
    weeks: int | None,
    by: User,
) -> CoursePage:
    modules = skeleton_of(format).modules_of(weeks)
    duration = (
        ngettext("%(number)d week", "%(number)d weeks", weeks) % {"number": weeks} if weeks else ""
    )
    page = CoursePage(
        translation_key=key,
        title=title,
        slug=free_slug(title, below=parent),
        format=format,
        summary=first_summary(str(format.label), duration),
        effort_minutes=sum(lesson.minutes for module in modules for lesson in module.lessons),
        duration=duration,
    )
    _save_draft(parent, page, by)
    return page


def _write_module(course_page: CoursePage, plan: ModulePlan, by: User) -> None:
    module = ModulePage(title=plan.title, part=plan.part)
    _save_draft(course_page, module, by)
    for lesson in plan.lessons:
        values: dict[str, Any] = {"minutes": lesson.minutes, "is_required": lesson.is_required}
        page = LessonPage(title=lesson.title, part=lesson.part, **values)
        page.body = _first_blocks(lesson, course_page.title)
        _save_draft(module, page, by)


def _first_blocks(lesson: LessonPlan, course_title: str) -> list[dict[str, Any]]:
    """With a stored id: the session of a webinar is known by it from the first day."""
    if lesson.block != LIVE_SESSION:
        return []
    block = LiveSessionBlock()
    value = block.get_prep_value(block.to_python({"title": course_title}))
    return [{"type": LIVE_SESSION, "id": str(uuid4()), "value": value}]


def _save_draft(parent: Page, page: Page, by: User) -> None:
    """As Wagtail saves a new page: not live, with a first revision, which makes it a draft."""
    page.live, page.has_unpublished_changes = False, True
    page.owner, page.locale = by, parent.locale
    parent.add_child(instance=page)
    page.save_revision(user=by)
    log(page, "wagtail.create", user=by)


def _announce_run(
    course: Course, page: CoursePage, starts_on: date, weeks: int | None, time_zone: str
) -> None:
    """Without `opens_at`: nobody can enroll before its author says from when."""
    zone = zone_of(time_zone)
    ends_at = None
    if weeks:
        ends_at = _moment(starts_on + timedelta(weeks=weeks, days=-1), time(23, 59), zone)
    CourseRun.objects.create(
        course=course,
        slug=_free_run_slug(page, starts_on.year),
        time_zone=time_zone,
        starts_at=_moment(starts_on, FIRST_HOUR, zone),
        ends_at=ends_at,
    )


def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Where a clock skips this hour, the first one that it shows after it."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def _free_run_slug(page: CoursePage, year: int) -> str:
    """In Latin letters, as addresses of runs are; of a title in others the provider's name."""
    words = slugify(page.title) or slugify(f"{page.get_parent().slug} {page.format.lower()}")
    return free_run_slug(words, year)
