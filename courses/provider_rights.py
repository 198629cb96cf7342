"""What a provider's two groups may do, on its pages of every language and with its files."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupPagePermission, WorkflowPage

from courses.models import CourseIndexPage, Provider, ProviderPage
from courses.models.review_task import ensure_course_review
from courses.rights import grant, grant_files, grant_pages

PAGE_RIGHTS = ("add", "change")
FILE_RIGHTS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
MODEL_RIGHTS = {
    "wagtailadmin": ("access_admin",),
    "courses": ("add_courserun", "change_courserun", "view_courserun"),
    "wagtail_localize": ("submit_translation",),
}
# Copied to the page of a language that is added later, where somebody translates them.
COPIED = ("title", "slug", "place", "summary", "description", "website", "logo_id", "logo_alt")


def grant_provider(provider: Provider, group: Group, pages: Iterable[ProviderPage]) -> None:
    """The same rights on the pages of each language, and on both collections. Safe to repeat."""
    grant_pages(group, pages, PAGE_RIGHTS)
    grant_files(group, (provider.public_collection, provider.lesson_collection), FILE_RIGHTS)
    grant(group, MODEL_RIGHTS)


def review_pages(pages: Iterable[ProviderPage]) -> None:
    """What lies below them is reviewed. Safe to repeat."""
    workflow = ensure_course_review()
    WorkflowPage.objects.bulk_create(
        [WorkflowPage(workflow=workflow, page=page) for page in pages], ignore_conflicts=True
    )


def ensure_languages() -> int:
    """Every provider has its page, its rights and its review below the catalogue of each language.

    A language may be added years after a provider. Three queries where nothing is missing; safe to
    repeat, and at once. Returns how many pages were mended.
    """
    granted = set(GroupPagePermission.objects.values_list("group_id", "page_id"))
    pages = ProviderPage.objects.select_related("locale").order_by("locale__id")
    by_place = {(page.translation_key, page.locale_id): page for page in pages}
    mended = 0
    providers = list(Provider.objects.all())
    for index in CourseIndexPage.objects.select_related("locale"):
        for provider in providers:
            page = by_place.get((provider.key, index.locale_id))
            groups = (provider.author_group_id, provider.administrator_group_id)
            if page is None or not {(group, page.pk) for group in groups} <= granted:
                _mend(provider, index)
                mended += 1
    return mended


@transaction.atomic
def _mend(provider: Provider, index: CourseIndexPage) -> None:
    locked = Provider.objects.select_for_update().get(pk=provider.pk)
    pages = ProviderPage.objects.filter(translation_key=locked.key)
    page = pages.filter(locale=index.locale_id).first() or _make_page(index, pages.first())
    if page is None:
        return
    for group in (locked.author_group, locked.administrator_group):
        grant_provider(locked, group, [page])
    review_pages([page])


def _make_page(index: CourseIndexPage, known: ProviderPage | None) -> ProviderPage | None:
    """In the words of the first language; none where nothing is known, or its address is taken."""
    if known is None or index.get_children().filter(slug=known.slug).exists():
        return None
    values = {name: getattr(known, name) for name in COPIED}
    page = ProviderPage(**values, translation_key=known.translation_key, locale=index.locale)
    index.add_child(instance=page)
    return page


def catalogue_made(
    sender: type[CourseIndexPage], instance: CourseIndexPage, **kwargs: object
) -> None:
    """Receiver of page_published: a language begins with its catalogue."""
    ensure_languages()
