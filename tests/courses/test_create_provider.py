"""A new provider can author at once, in its own part of the tree alone."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page

from courses.actions import ProviderRefused, create_provider
from courses.models import Provider, ProviderPage
from courses.rights import grant_pages
from tests.factories.courses import NOW, make_course_index, make_provider
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return User.objects.create_user("author@example.org", "a-long-password")


def test_a_provider_gets_a_page_in_each_language_with_one_key():
    make_course_index("en")
    make_course_index("id")

    provider = make_provider()

    pages = ProviderPage.objects.filter(translation_key=provider.key)
    assert {page.locale.language_code for page in pages} == {"en", "id"}


def test_authors_may_edit_their_pages_in_every_language_and_no_others(author):
    make_course_index("en")
    make_course_index("id")
    ours, theirs = make_provider(), make_provider()
    author.groups.add(ours.author_group)

    for page in ProviderPage.objects.filter(translation_key=ours.key):
        permissions = page.permissions_for_user(author)
        assert permissions.can_edit()
        assert permissions.can_add_subpage()
        assert not permissions.can_publish()
    for page in ProviderPage.objects.filter(translation_key=theirs.key):
        assert not page.permissions_for_user(author).can_edit()


def test_authors_see_their_own_provider_alone(author):
    ours, _theirs = make_provider(), make_provider()
    author.groups.add(ours.author_group)

    assert list(Provider.objects.editable_by(author)) == [ours]


def test_a_provider_without_a_catalogue_is_refused():
    with pytest.raises(ProviderRefused):
        create_provider(name="Think City", slug="think-city", at=NOW)


def test_an_address_that_is_taken_is_refused_and_leaves_nothing_behind():
    make_course_index()
    create_provider(name="Think City", slug="think-city", at=NOW)
    pages_before = Page.objects.count()

    with pytest.raises(ProviderRefused):
        create_provider(name="Another", slug="think-city", at=NOW)

    assert Page.objects.count() == pages_before
    assert Provider.objects.count() == 1


def test_two_providers_of_the_same_name_get_groups_of_their_own():
    first, second = make_provider("Same"), make_provider("Same")

    assert first.author_group != second.author_group


def test_a_right_that_does_not_exist_is_refused_by_name():
    index = make_course_index("en")
    group = Group.objects.create(name="Authors of nobody")

    with pytest.raises(ValueError, match="publsh_page"):
        grant_pages(group, [index], ["change", "publsh"])

    assert not GroupPagePermission.objects.filter(group=group).exists()
