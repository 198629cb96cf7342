"""What an address names in its query or its form is locked like what it names in its path."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource

from courses.models import CourseIndexPage, MediaDocument
from tests.factories.courses import (
    course_page,
    make_course,
    make_course_index,
    make_provider,
    make_run,
)
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs():
    make_course_index("en")
    make_course_index("ko")
    return make_course(lessons=(1,), provider=make_provider("Theirs"), title="Harbour of others")


@pytest.fixture
def mine(theirs):
    return make_course(lessons=(1,), provider=make_provider("Mine"))


@pytest.fixture
def author(mine, client):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(mine.provider.author_group)
    client.force_login(user)
    return user


def submit(client, page, language):
    locale, _is_new = Locale.objects.get_or_create(language_code=language)
    address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(address, {"locales": [locale.pk], "include_subtree": "on"})


def test_an_author_translates_their_own_course(author, mine, client):
    assert submit(client, course_page(mine), "ko").status_code == 302

    assert not course_page(mine, "ko").live


def test_an_author_does_not_translate_the_catalogue_with_everybodys_courses(author, client):
    index = CourseIndexPage.objects.get(locale__language_code="en")
    for page in (index, index.get_parent()):
        assert submit(client, page, "id").status_code == 404

    assert not Page.objects.filter(locale__language_code="id").exists()


def test_an_author_does_not_update_translations_of_the_catalogue(author, client):
    index = CourseIndexPage.objects.get(locale__language_code="en")
    source, _is_new = TranslationSource.get_or_create_from_instance(index)

    address = reverse("wagtail_localize:update_translations", args=[source.pk])

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_updating_translations_publishes_nothing_for_whoever_may_not_publish(author, mine, client):
    submit(client, course_page(mine), "ko")
    source = TranslationSource.objects.get(object_id=mine.key)
    address = reverse("wagtail_localize:update_translations", args=[source.pk])

    assert client.post(address, {"publish_translations": "on"}).status_code == 403
    assert client.post(address).status_code == 302
    assert not course_page(mine, "ko").live


@pytest.mark.parametrize(
    "address",
    [
        "/cms/choose-page/search/?q=Harbour",
        "/cms/choose-page/chosen-multiple/?id={page}",
        "/cms/bulk/wagtailcore/page/move/?next=/cms/&id={page}",
        "/cms/bulk/wagtailcore/page/publish/?next=/cms/&id=all&childOf={parent}",
        "/cms/bulk/courses/mediadocument/add_tags/?next=/cms/&id={document}",
        "/cms/reports/page-types-usage/",
        "/cms/reports/site-history/",
        "/cms/reports/site-history/?export=csv",
        "/cms/reports/site-history/results/",
    ],
)
def test_no_address_tells_an_author_a_title_of_another_provider(author, theirs, client, address):
    page = course_page(theirs)
    document = MediaDocument.objects.create(
        title="Harbour",
        collection=theirs.provider.lesson_collection,
        file=ContentFile(b"x", "x.pdf"),
    )
    log(make_run(theirs, title="Harbour in spring"), "wagtail.create")

    response = client.get(
        address.format(page=page.pk, parent=page.get_parent().pk, document=document.pk)
    )

    assert response.status_code in {200, 404}
    assert "Harbour" not in response.content.decode().replace("q=Harbour", "")
