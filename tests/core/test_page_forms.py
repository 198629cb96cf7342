"""A new page whose address was left empty: its title gives one, free among its siblings."""

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core.page_forms import PageForm
from core.pages import BasePage
from courses.models import LessonPage, ModulePage
from studio.overview import add_url
from tests.factories.courses import course_page, make_course
from users.models import User

pytestmark = pytest.mark.django_db
OUR_TYPES = [model for model in apps.get_models() if issubclass(model, BasePage)]


@pytest.fixture
def course():
    return make_course(lessons=(1,), checks=False)


@pytest.fixture
def author(course, client):
    user = User.objects.create_user("author@example.org", "a-long-password")
    user.groups.add(course.provider.author_group)
    client.force_login(user)
    return user


def add(client, page_type, parent, title, slug=""):
    """Save the form of a new page at once, as whoever pastes a title and presses the button."""
    values = {"title": title, "slug": slug, "minutes": "5", "body": streamfield([])}
    return client.post(add_url(page_type, below=parent.pk), nested_form_data(values))


@pytest.mark.parametrize("page_type", OUR_TYPES, ids=lambda model: model.__name__)
def test_no_page_type_of_ours_asks_for_an_address(page_type):
    form_class = page_type.get_edit_handler().get_form_class()

    assert issubclass(form_class, PageForm)
    form = form_class(instance=page_type(), for_user=User(is_superuser=True, is_active=True))
    assert not form.fields["slug"].required


def test_a_module_and_its_lesson_take_their_address_from_the_title(client, author, course):
    page = course_page(course)

    assert add(client, ModulePage, page, "Shade at noon").status_code == 302
    module = ModulePage.objects.get(title="Shade at noon")
    assert add(client, LessonPage, module, "나무 그늘").status_code == 302

    assert module.slug == "shade-at-noon"
    assert LessonPage.objects.get(title="나무 그늘").slug == "나무-그늘"


def test_a_sibling_of_the_same_title_gets_a_number(client, author, course):
    page = course_page(course)

    for _time in range(3):
        add(client, ModulePage, page, "Shade")

    slugs = ModulePage.objects.filter(title="Shade").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["shade", "shade-2", "shade-3"]


@pytest.mark.parametrize(("title", "slug"), [("!!!", "page"), ("ä" * 255, "ä" * 240)])
def test_every_title_gives_an_address(client, author, course, title, slug):
    assert add(client, ModulePage, course_page(course), title).status_code == 302

    assert ModulePage.objects.get(title=title).slug == slug


def test_an_address_that_is_taken_and_a_missing_title_are_said(client, author, course):
    page = course_page(course)

    taken = add(client, ModulePage, page, "Week one", slug="week-1")
    nameless = add(client, ModulePage, page, "")

    assert "already in use" in taken.content.decode()
    assert nameless.context["form"].errors.keys() == {"title"}
    assert Page.objects.child_of(page).count() == 1


def test_a_page_that_has_an_address_keeps_it(client, author, course):
    module = ModulePage.objects.child_of(course_page(course)).get()
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])

    client.post(address, nested_form_data({"title": "Another title", "slug": ""}))

    module.refresh_from_db()
    assert module.get_latest_revision_as_object().title == "Another title"
    assert module.get_latest_revision_as_object().slug == "week-1"
