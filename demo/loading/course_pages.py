"""Course, module and lesson pages in every language that has a file; then the outline."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Locale, Page

from courses.compiling import compile_outline
from courses.models import (
    Course,
    CoursePage,
    LessonPage,
    ModulePage,
    Provider,
    ProviderPage,
    Theme,
)
from demo.course_files import CourseFile, FileIds, LessonFile, ModuleFile, languages_of, read_course
from demo.network import CourseEntry, ThemeEntry
from sdgs.models import Goal, Target

from .files import ensure_documents, ensure_images
from .translations import register_translation


def ensure_themes(entries: tuple[ThemeEntry, ...]) -> None:
    """The themes by which the catalogue is read."""
    found = set(Theme.objects.values_list("slug", flat=True))
    for entry in entries:
        if entry.slug not in found:
            Theme.objects.create(slug=entry.slug, name=entry.name, names=entry.names)


@transaction.atomic
def ensure_course(entry: CourseEntry, provider: Provider) -> Course:
    """The course of this entry; a course that is there, however changed, is left alone."""
    languages = languages_of(entry.key)
    source = read_course(entry.key, languages[0])
    found = Course.objects.filter(key=source.translation_key).first()
    if found is not None:
        return found
    writer = _Writer.prepare(entry, provider, source)
    source_pages = writer.write(source)
    for language in languages[1:]:
        pages = writer.write(read_course(entry.key, language))
        for source_page, page in zip(source_pages, pages, strict=True):
            register_translation(source_page, page)
    course = Course.objects.get(key=source.translation_key)
    compile_outline(course)
    return course


@dataclass(frozen=True, slots=True)
class _Writer:
    """What the pages of one course share in all languages."""

    entry: CourseEntry
    provider: Provider
    slugs: dict[str, str]
    images: FileIds
    documents: FileIds

    @classmethod
    def prepare(cls, entry: CourseEntry, provider: Provider, source: CourseFile) -> _Writer:
        parts: list[ModuleFile | LessonFile] = [*source.modules, *source.lessons()]
        return cls(
            entry=entry,
            provider=provider,
            slugs={part.key: part.slug for part in parts},
            images=ensure_images(provider, source.drawings()),
            documents=ensure_documents(provider, source.documents()),
        )

    def write(self, file: CourseFile) -> list[Page]:
        """All pages of one language in the order of reading, live and without a revision."""
        locale = Locale.objects.get(language_code=file.language)
        parent = ProviderPage.objects.get(translation_key=self.provider.key, locale=locale)
        entry = self.entry
        page = CoursePage(
            title=file.title,
            slug=entry.slug,
            translation_key=file.translation_key,
            locale=locale,
            format=entry.format,
            level=entry.level,
            effort_minutes=entry.effort_minutes,
            duration=file.duration or entry.duration,
            summary=file.summary,
            description=file.description,
            audience=file.audience,
            outcomes=file.raw_outcomes(),
            is_certifying=bool(file.modules),
        )
        page.goals = Goal.objects.filter(number__in=entry.goals)
        page.targets = Target.objects.filter(code__in=entry.targets)
        page.themes = Theme.objects.filter(slug__in=entry.themes)
        parent.add_child(instance=page)
        modules = [self._write_module(module, page, locale) for module in file.modules]
        return [page, *itertools.chain.from_iterable(modules)]

    def _write_module(self, module: ModuleFile, parent: CoursePage, locale: Locale) -> list[Page]:
        page = ModulePage(
            title=module.title,
            slug=self.slugs[module.key],
            translation_key=module.translation_key,
            locale=locale,
            summary=module.summary,
        )
        parent.add_child(instance=page)
        return [page, *(self._write_lesson(lesson, page, locale) for lesson in module.lessons)]

    def _write_lesson(self, lesson: LessonFile, parent: Page, locale: Locale) -> Page:
        page = LessonPage(
            title=lesson.title,
            slug=self.slugs[lesson.key],
            translation_key=lesson.translation_key,
            locale=locale,
            minutes=lesson.minutes,
            body=lesson.raw_body(self.images, self.documents),
        )
        parent.add_child(instance=page)
        return page
