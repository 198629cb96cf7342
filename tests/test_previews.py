"""Wagtail's preview of every page type: what readers will see, for its author, and no trace."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.models import Page, Site, get_page_models
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, ProviderPage
from courses.models.lesson_page import COMPLETED, NOT_STARTED
from courses.rights import ensure_staff_rights
from home.models import HomePage, PlainPage
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from tests.factories.courses import check_block, course_page, make_course, text_block
from tests.factories.learning import make_learner
from users.roles import SECRETARIAT

pytestmark = pytest.mark.django_db

OURS = {
    *(HomePage, PlainPage, CourseIndexPage, ProviderPage, CoursePage, ModulePage, LessonPage),
    *(NewsletterIndexPage, NewsletterIssuePage),
}
DRAFT = "A title that nobody has published"


@pytest.fixture
def course():
    """Two modules, 2 and 1 lessons, the last of each with a check; and the pages above."""
    course = make_course(lessons=(2, 1))
    home = HomePage(title="Home of all", slug="front", headline="Learn")
    Page.get_first_root_node().add_child(instance=home)
    home.add_child(instance=PlainPage(title="About", slug="about", lead="Who we are"))
    archive = home.add_child(instance=NewsletterIndexPage(title="News", slug="news"))
    archive.add_child(instance=NewsletterIssuePage(title="May", slug="may"))
    Site.objects.update(root_page=home)
    return course


@pytest.fixture
def author(course, client):
    author = make_learner()
    author.groups.add(course.provider.author_group)
    client.force_login(author)
    return author


@pytest.fixture
def secretary(course, client):
    ensure_staff_rights()
    secretary = make_learner()
    secretary.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(secretary)
    return secretary


def count_rows():
    """Rows of every table but the preview's own, which Wagtail clears, and the session."""
    ours = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
    kept: dict[type[Model], int] = {}
    for model in ours:
        if model is not FormState and model._meta.label != "sessions.Session":
            kept[model] = model._base_manager.count()
    return kept


def preview(client, page, changes, mode=""):
    """What the preview panel does: the editor's form is posted, then shown."""
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    data = querydict_from_html(edit.content.decode(), form_id="page-edit-form")
    for name, value in changes.items():
        data[name] = value
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    before = count_rows()
    answer = client.post(address, data)
    assert answer.json() == {"is_valid": True, "is_available": True}
    response = client.get(address, {"mode": mode} if mode else {})
    assert count_rows() == before
    return response


def body_data(blocks):
    return nested_form_data({"body": streamfield(blocks)})


def test_every_page_type_has_a_test_here():
    assert {model for model in get_page_models() if model is not Page} == OURS


@pytest.mark.parametrize(
    "page_type", sorted(OURS, key=lambda model: model.__name__), ids=lambda model: model.__name__
)
def test_a_draft_is_shown_as_readers_will_see_it_and_leaves_no_row(
    page_type, course, secretary, client
):
    page = page_type.objects.first()
    changes = {"title": DRAFT}
    if page_type in {LessonPage, PlainPage, NewsletterIssuePage}:
        changes |= body_data([])
    if page_type is CoursePage:
        changes |= nested_form_data({"outcomes": streamfield([]), "instructors": streamfield([])})
        changes |= {"completion_lessons": "on"}

    response = preview(client, page, changes)

    assert response.status_code == 200
    shown = response.content.decode()
    assert "<main" in shown
    assert "preview_error" not in str([each.name for each in response.templates])
    if page_type not in {HomePage}:  # which shows its headline in place of the title
        assert DRAFT in shown


def lesson(position):
    return LessonPage.objects.order_by("path")[position]


def test_a_providers_author_sees_the_stored_draft_of_a_lesson_with_a_sample_learner(
    course, author, client
):
    page = lesson(1)
    page.title = DRAFT
    page.body = [text_block("<p>Not yet published.</p>"), check_block()]
    page.save_revision()
    before = count_rows()

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    shown = response.content.decode()
    assert response.status_code == 200
    assert DRAFT in shown
    assert "Not yet published." in shown
    assert "Lesson 1.1" in shown  # the route
    assert "1 of 5 steps done, 20 %" in shown  # what lies before this lesson
    assert "What did you see?" in shown
    assert '<fieldset class="question" disabled>' in shown
    assert count_rows() == before


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("", "1 of 4 steps done"),
        (NOT_STARTED, "0 of 4 steps done"),
        (COMPLETED, "You have completed"),
    ],
)
def test_the_sample_learner_comes_as_far_as_the_mode_says(mode, words, course, author, client):
    without_check = {"title": "T", "is_required": "on"} | body_data([])

    response = preview(client, lesson(1), without_check, mode)

    assert words in response.content.decode()


def list_data(items):
    """A list block as the editor posts it: new items have no id."""
    rows = {
        str(number): {"deleted": "", "order": str(number), "id": "", "type": "item", "value": item}
        for number, item in enumerate(items)
    }
    return {"count": str(len(items)), **rows}


NEW_CHECK = {
    "title": "Look again",
    "introduction": "null",
    "pass_mark_percent": "80",
    "attempts_allowed": "",
    "is_required": "on",
    "questions": list_data(
        [
            {
                "text": "What is this?",
                "kind": "SINGLE",
                "options": list_data(
                    [
                        {"text": "A stair", "feedback": "", "is_right": "on"},
                        {"text": "A wall", "feedback": ""},
                    ]
                ),
            }
        ]
    ),
}


def test_a_lesson_that_is_not_saved_yet_stands_at_the_end_of_its_module(course, author, client):
    module = ModulePage.objects.order_by("path").first()
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", module.pk]
    )
    data = {"title": DRAFT, "slug": "new", "minutes": "7", "is_required": "on"}
    data |= body_data([("knowledge_check", NEW_CHECK)])
    before = count_rows()

    assert client.post(address, data).json()["is_available"]
    response = client.get(address)

    shown = response.content.decode()
    route = shown[shown.index("route__module") :]
    assert response.status_code == 200
    assert route.index("Lesson 1.2") < route.index(DRAFT) < route.index("Lesson 2.1")
    assert "Lesson 3 of 4" in shown
    assert "3 of 7 steps done" in shown
    assert "A stair" in shown
    assert count_rows() == before


@pytest.mark.parametrize(
    ("model", "parent"), [("coursepage", ProviderPage), ("modulepage", CoursePage)]
)
def test_a_course_or_module_that_is_not_saved_yet_is_shown(model, parent, course, author, client):
    parent_page = parent.objects.order_by("path").first()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", model, parent_page.pk])
    data = {
        "title": DRAFT,
        "slug": "new",
        "summary": "In short.",
        "format": "WEBINAR",
        "level": "INTRODUCTORY",
        "effort_minutes": "30",
        "completion_lessons": "on",
        "description": "null",
        "audience": "null",
    }
    data |= nested_form_data({"outcomes": streamfield([]), "instructors": streamfield([])})
    before = count_rows()

    assert client.post(address, data).json()["is_available"]
    response = client.get(address)

    assert response.status_code == 200
    assert DRAFT in response.content.decode()
    assert "In short." in response.content.decode()
    assert count_rows() == before


def test_the_preview_of_a_course_shows_the_lessons_that_are_not_published(course, author, client):
    module = ModulePage.objects.order_by("path").first()
    module.add_child(instance=LessonPage(title=DRAFT, slug="draft", live=False))

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[course_page(course).pk]))

    assert DRAFT in response.content.decode()
    assert DRAFT not in client.get(course_page(course).url).content.decode()


def test_another_providers_author_sees_no_preview(course, client):
    stranger = make_learner()
    stranger.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(stranger)
    page = LessonPage.objects.descendant_of(course_page(course)).first()

    for name in ("view_draft", "preview_on_edit"):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        assert response.status_code in {302, 403, 404}
