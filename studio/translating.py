"""A course is prepared for translation as a whole: its page, its modules, the lessons in it.

wagtail-localize asks this page by page and in its own words ("locale", "subtree"), and takes along
what the authors took out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.operations import TranslationCreator

from courses.models import Course, CoursePage
from studio.overview.outline import read_rows
from users.models import User


@dataclass(frozen=True, slots=True)
class Language:
    """`page_id`: of the course page there, if any. `missing`: how many pages of the course are not
    prepared there yet. `is_possible`: the provider has a page there.
    """

    locale: Locale
    page_id: int | None
    missing: int
    is_possible: bool

    @property
    def code(self) -> str:
        return str(self.locale.language_code)

    @property
    def is_offered(self) -> bool:
        return self.is_possible and self.missing > 0


def source_page(course: Course) -> CoursePage | None:
    """The course page in the language that the course is written in."""
    pages = CoursePage.objects.filter(translation_key=course.key)
    return pages.filter(locale__language_code=course.source_language).first()


def read_languages(course: Course, page: CoursePage) -> list[Language]:
    """All but the course's own, in the order of the site. Five queries."""
    keys = _keys(course, page)
    known = _translated(keys)
    parent = page.get_parent()
    parents = Page.objects.filter(translation_key=parent.translation_key)
    possible = set(parents.values_list("locale_id", flat=True))
    found = []
    for locale in Locale.objects.exclude(pk=page.locale_id).order_by("pk"):
        there = known.get(locale.pk, {})
        course_page = there.get(page.translation_key)
        missing = len(set(keys) - set(there))
        found.append(Language(locale, course_page, missing, locale.pk in possible))
    return found


@transaction.atomic
def prepare_translation(*, course: Course, languages: Collection[Locale], by: User) -> int:
    """Make the pages that are missing there, as drafts with the texts to translate. How many.

    What exists stays as it is, also where somebody writes a page by hand: so doing it twice, or at
    the same time, changes nothing twice.
    """
    locked = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    page = source_page(locked)
    if page is None:
        return 0
    keys = _keys(locked, page)
    known = _translated(keys)
    made = 0
    for locale in languages:
        missing = [key for key in keys if key not in known.get(locale.pk, {})]
        _create(page, missing, locale, by)
        made += len(missing)
    return made


def _create(page: CoursePage, missing: Iterable[object], locale: Locale, by: User) -> None:
    creator = TranslationCreator(by, [locale])
    rows = Page.objects.filter(translation_key__in=list(missing), locale_id=page.locale_id)
    for row in rows.order_by("path"):
        creator.create_translations(row)


def _keys(course: Course, page: CoursePage) -> list[object]:
    """Of the page and of what lies in the course as its authors want it."""
    rows, _retired = read_rows(course, page, {})
    below = Page.objects.filter(pk__in=[row.pk for row in rows]).order_by("path")
    return [page.translation_key, *below.values_list("translation_key", flat=True)]


def _translated(keys: Sequence[object]) -> dict[int, dict[object, int]]:
    """By locale, then by key: the page. One that only mirrors the original is no translation."""
    pages = Page.objects.filter(translation_key__in=keys, alias_of=None)
    known: dict[int, dict[object, int]] = {}
    for pk, key, locale_id in pages.values_list("pk", "translation_key", "locale_id"):
        known.setdefault(locale_id, {})[key] = pk
    return known
