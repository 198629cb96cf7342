"""The outline is rearranged by buttons that need no script; who is editing is told."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from courses.models import LessonPage
from courses.tree import read_wanted
from studio.overview import read_overview
from studio.waiting import what_waits
from tests.factories.courses import NOW, make_course, make_provider
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def author(provider):
    user = User.objects.create_user("author@example.org", "a-long-password", name="Ana")
    user.groups.add(provider.author_group)
    return user


@pytest.fixture
def course(provider):
    return make_course(lessons=(3, 1), provider=provider)


def key(title):
    return str(LessonPage.objects.get(title=title).translation_key)


def press(client, course, deed, number=None, **more):
    course.refresh_from_db()
    asked = course.arrangement_number if number is None else number
    address = reverse("studio:course-arrange", args=[course.pk])
    return client.post(address, {"deed": deed, "number": asked, **more}, follow=True)


def first_module(course):
    course.refresh_from_db()
    lessons = read_wanted(course).modules[0][1]
    titles = {str(page.translation_key): page.title for page in LessonPage.objects.all()}
    return [titles[each] for each in lessons]


def test_a_lesson_moves_by_a_button_and_the_page_says_where_it_is(client, author, course):
    client.force_login(author)

    answer = press(client, course, f"up:{key('Lesson 1.2')}")

    text = answer.content.decode()
    assert first_module(course) == ["Lesson 1.2", "Lesson 1.1", "Lesson 1.3"]
    assert "“Lesson 1.2” is lesson 1 of 3 in “Week 1”." in text
    assert "Readers keep what they have until the course is published." in text
    assert answer.redirect_chain[0][0].endswith(f"#row-{key('Lesson 1.2')}")


def test_every_row_has_the_buttons_of_its_place(client, author, course):
    client.force_login(author)

    text = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()

    for deed in ("up", "down", "out"):
        assert f'value="{deed}:{key("Lesson 1.2")}"' in text
    assert "Move “Lesson 1.2”, lesson 2 of 3" in text
    assert "Move “Week 2”, module 2 of 2" in text


def test_a_lesson_goes_to_another_module_by_two_lists(client, author, course):
    client.force_login(author)
    course.refresh_from_db()
    module = read_wanted(course).modules[1][0]

    answer = press(client, course, "far", lesson=key("Lesson 1.1"), module=module)

    assert "“Lesson 1.1” is lesson 2 of 2 in “Week 2”." in answer.content.decode()


def test_a_lesson_is_taken_out_and_put_back(client, author, course):
    client.force_login(author)

    out = press(client, course, f"out:{key('Lesson 1.2')}").content.decode()
    back = press(client, course, f"back:{key('Lesson 1.2')}").content.decode()

    assert "Goes with the next publication" in out
    assert "“Lesson 1.2” is back." in back
    assert "Goes with the next publication" not in back
    course.refresh_from_db()
    assert course.arrangement is None


def test_an_old_page_changes_nothing_and_says_so(client, author, course):
    client.force_login(author)
    press(client, course, f"up:{key('Lesson 1.2')}")

    text = press(client, course, f"up:{key('Lesson 1.3')}", number=0).content.decode()

    assert "Somebody rearranged the course meanwhile" in text
    assert first_module(course)[0] == "Lesson 1.2"


@pytest.mark.parametrize(
    "deed", ["", "up", "up:", "up:nothing", "sideways:x", "before:a", "last:a:b", "far"]
)
def test_a_deed_that_is_none_changes_nothing(client, author, course, deed):
    client.force_login(author)

    text = press(client, course, deed).content.decode()

    assert "Nothing was changed" in text
    course.refresh_from_db()
    assert course.arrangement_number == 0


def test_all_is_undone_by_one_button(client, author, course):
    client.force_login(author)
    press(client, course, f"up:{key('Lesson 1.2')}")

    text = press(client, course, "undo").content.decode()

    assert "The outline is as readers have it." in text
    assert first_module(course)[0] == "Lesson 1.1"


def test_a_reviewer_reads_the_new_order_and_moves_nothing(client, author, course):
    client.force_login(author)
    press(client, course, f"up:{key('Lesson 1.2')}")
    reviewer = User.objects.create_user("reviewer@example.org", "a-long-password")
    reviewer.groups.add(*_reviewers())
    client.force_login(reviewer)

    text = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()
    press(client, course, "undo")

    course.refresh_from_db()
    assert course.arrangement is not None
    titles = re.findall(r'outline__title"[^>]*>([^<]+)<', text)
    assert titles[:3] == ["Week 1", "Lesson 1.2", "Lesson 1.1"]
    assert 'name="deed" value="up' not in text


def test_another_order_alone_waits_to_be_submitted_and_is_approved(client, author, course):
    client.force_login(author)
    press(client, course, f"up:{key('Lesson 1.2')}")
    assert [each.label for each in what_waits(author)] == ["Changes to submit"]
    address = reverse("studio:course-publish", args=[course.pk])
    client.post(address, {"deed": "submit"})
    reviewer = User.objects.create_user("reviewer@example.org", "a-long-password")
    reviewer.groups.add(*_reviewers())
    client.force_login(reviewer)
    page = client.get(address)
    review = page.context["submission"].pk
    course.refresh_from_db()
    form = {"deed": "publish", "audience": "EVERYBODY", "review": review}

    stale = client.post(address, {**form, "arrangement": 0, "seen": _seen(page)})
    fresh = client.post(
        address, {**form, "arrangement": course.arrangement_number, "seen": _seen(page)}
    )

    assert "Lesson moved" in page.content.decode()
    assert "Something changed since you looked" in stale.content.decode()
    assert fresh.status_code == 302
    course.refresh_from_db()
    assert course.newest_outline.outline.modules[0].lessons[0].title == "Lesson 1.2"


def test_a_second_click_on_publish_is_told_that_it_is_published(client, author, course):
    client.force_login(author)
    press(client, course, f"up:{key('Lesson 1.2')}")
    keeper = User.objects.create_superuser("keeper@example.org", "a-long-password")
    client.force_login(keeper)
    course.refresh_from_db()
    form = {
        "deed": "publish",
        "audience": "EVERYBODY",
        "arrangement": course.arrangement_number,
        "with_arrangement": "on",
    }
    address = reverse("studio:course-publish", args=[course.pk])

    answers = [client.post(address, form, follow=True).content.decode() for _click in range(2)]

    assert all("The course was published." in text for text in answers)


def test_who_has_a_lesson_open_is_told_to_the_others(client, author, course):
    colleague = User.objects.create_user("bo@example.org", "a-long-password", name="Bo")
    lesson = LessonPage.objects.get(title="Lesson 1.2")
    kind = ContentType.objects.get_for_model(LessonPage)
    for user in (author, colleague):
        EditingSession.objects.create(
            user=user,
            content_type=kind,
            object_id=str(lesson.pk),
            last_seen_at=timezone.now(),
            is_editing=user == colleague,
        )
    client.force_login(author)

    text = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()

    assert "Being edited" in text
    assert "not saved yet" in text
    read = read_overview(course, at=NOW, user=author)
    assert [(each.name, each.title) for each in read.editors] == [("Bo", "Lesson 1.2")]


def _reviewers():
    from django.contrib.auth.models import Group

    from courses.rights import ensure_staff_rights
    from users.roles import REVIEWER

    ensure_staff_rights()
    return [Group.objects.get(name=REVIEWER)]


def _seen(page):
    return [f"{draft.page.pk}:{draft.mark}" for draft in page.context["form"].ready]
