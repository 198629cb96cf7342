"""A copy of a course in all its languages: drafts of another course, without the people."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from core.page_forms import free_slug
from courses.arranging import Arrangement, wanted
from courses.copied_translations import copy_translations
from courses.copying import Keys, copy_of, relink
from courses.models import Course, CoursePage, CourseRun, LessonPage, ModulePage, Provider
from courses.run_dates import first_day
from courses.tree import read_nodes

from .copy_run import copy_run

if TYPE_CHECKING:
    from users.models import User


@transaction.atomic
def copy_course(
    *,
    course: Course,
    titles: Mapping[str, str],
    slug: str,
    runs: Iterable[CourseRun],
    starts_on: date | None,
    token: UUID,
    by: User,
) -> tuple[Course, bool]:
    """The copy, and whether it is new. Nothing of it is published.

    `titles`: by language, as many as the course has pages. `slug` gets a number where it is taken.
    Pages come as their authors left them, in the order that they want, without what was taken out.
    `runs` come as `copy_run` makes them, all moved by the days from the first of them to
    `starts_on`. Idempotent: `token` is the form's, and the provider is locked, so that two clicks
    at once wait for each other.
    """
    Provider.objects.select_for_update().get(pk=course.provider_id)
    keys = Keys(uuid5(token, f"{by.pk}:{course.pk}"), course.key)
    made = Course.objects.filter(key=keys.root).first()
    if made is not None:
        return made, False
    order = wanted(course, read_nodes(course))
    pages: list[tuple[Page, Page]] = []
    for page in _in_order(course):
        pages += _copy_tree(page, order, keys, title=titles[_code(page)], slug=slug, by=by)
    _finish(pages, by)
    copy_translations(pages, keys, source_language=course.source_language)
    copy = Course.objects.get(key=keys.root)
    _copy_runs(runs, copy, keys, starts_on=starts_on, token=token, by=by)
    log(copy, "courses.copy_course", user=by, data={"from": course.pk, "title": course.title})
    return copy, True


def _code(page: Page) -> str:
    return str(page.locale.language_code)


def _in_order(course: Course) -> list[CoursePage]:
    """The pages of the course, that of its own language first: it makes the Course row."""
    pages = CoursePage.objects.filter(translation_key=course.key).select_related("locale")
    return sorted(pages, key=lambda page: (_code(page) != course.source_language, page.pk))


def _copy_tree(
    page: CoursePage, order: Arrangement, keys: Keys, *, title: str, slug: str, by: User
) -> Iterator[tuple[Page, Page]]:
    """Each page of one language with its copy, from the course page down."""
    parent = page.get_parent()
    copy = copy_of(page.get_latest_revision_as_object(), keys, by=by)
    copy.title = copy.draft_title = title
    copy.slug = free_slug(slug, below=parent)
    parent.add_child(instance=copy)
    yield page, copy
    modules = {str(each.translation_key): each for each in ModulePage.objects.child_of(page)}
    below = LessonPage.objects.descendant_of(page)
    lessons = {str(each.translation_key): each for each in below}
    for module_key, lesson_keys in order.modules:
        if module_key not in modules or order.is_out(module_key):
            continue
        module = yield from _copy_below(copy, modules[module_key], keys, by)
        for key in lesson_keys:
            if key in lessons and not order.is_out(key):
                yield from _copy_below(module, lessons[key], keys, by)


def _copy_below(
    parent: Page, page: Page, keys: Keys, by: User
) -> Generator[tuple[Page, Page], None, Page]:
    """A generator that returns the copy, too."""
    copy = copy_of(page.get_latest_revision_as_object(), keys, by=by)
    copy.draft_title = copy.title
    copy.slug = free_slug(copy.slug, below=parent)
    if isinstance(copy, LessonPage):
        copy.follows = []  # nobody did anything in the lessons that it took over from
    parent.add_child(instance=copy)
    yield page, copy
    return copy


def _finish(pages: Iterable[tuple[Page, Page]], by: User) -> None:
    """Links inside the course lead inside the copy; a first revision makes each page a draft."""
    pairs = list(pages)
    ids = {page.pk: copy.pk for page, copy in pairs}
    for _page, copy in pairs:
        if relink(copy, ids):
            copy.save()
        copy.save_revision(user=by, clean=False)
        log(copy, "wagtail.create", user=by)


def _copy_runs(
    runs: Iterable[CourseRun],
    copy: Course,
    keys: Keys,
    *,
    starts_on: date | None,
    token: UUID,
    by: User,
) -> None:
    chosen = list(runs)
    days = [day for run in chosen if (day := first_day(run))]
    shift = starts_on - min(days) if starts_on and days else timedelta()
    for run in chosen:
        first = first_day(run)
        copy_run(
            run=run,
            starts_on=first + shift if first else None,
            token=uuid5(token, f"run:{run.pk}"),
            by=by,
            into=copy,
            module_key=lambda key: str(keys.of(key)),
        )
