"""A language that is added after a provider: its page, its rights and its review come by
themselves."""

import pytest
from wagtail.models import GroupPagePermission, Locale, Page, WorkflowPage

from courses.models import CourseIndexPage, ProviderPage
from courses.provider_rights import ensure_languages
from courses.tasks import ensure_provider_languages
from tests.factories.courses import make_provider

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def add_language(code="ko"):
    """A catalogue in another language, as the secretariat publishes it."""
    locale = Locale.objects.get_or_create(language_code=code)[0]
    source = CourseIndexPage.objects.first()
    index = CourseIndexPage(
        title="강좌", slug=f"courses-{code}", locale=locale, translation_key=source.translation_key
    )
    Page.objects.get(depth=1).add_child(instance=index)
    return index


def rights_on(page, provider):
    groups = [provider.author_group_id, provider.administrator_group_id]
    return GroupPagePermission.objects.filter(page=page, group__in=groups).count()


def test_publishing_a_catalogue_gives_every_provider_its_page_and_rights():
    provider = make_provider("Think City")
    known = ProviderPage.objects.filter(translation_key=provider.key).first()
    index = add_language()

    index.save_revision().publish()

    page = ProviderPage.objects.get(translation_key=provider.key, locale=index.locale)
    assert page.title == "Think City"
    assert rights_on(page, provider) == rights_on(known, provider) > 0
    assert WorkflowPage.objects.filter(page=page).exists()


def test_a_page_that_is_there_without_rights_gets_them_by_the_sweep():
    provider = make_provider("Think City")
    index = add_language()
    index.save_revision().publish()
    page = ProviderPage.objects.get(translation_key=provider.key, locale=index.locale)
    GroupPagePermission.objects.filter(page=page).delete()

    ensure_provider_languages()

    assert rights_on(page, provider) > 0
    assert (
        ProviderPage.objects.filter(translation_key=provider.key, locale=index.locale).count() == 1
    )


def test_where_nothing_is_missing_nothing_is_done(django_assert_num_queries):
    for name in ("One", "Two", "Three"):
        make_provider(name)
    add_language().save_revision().publish()

    with django_assert_num_queries(4):
        assert ensure_languages() == 0
