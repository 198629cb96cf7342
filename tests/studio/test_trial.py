"""A draft course is tried as a learner: walked from end to end, its checks answered, no trace."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse

from courses.models import LessonPage, ProviderPage
from courses.outline import READING
from learning.trial import decode, encode, pairs_of
from studio.trial import Far, done_before, trial_course
from tests.factories.courses import (
    course_page,
    make_course,
    make_course_index,
    make_provider,
    session_block,
    text_block,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(client, author):
    client.force_login(author)
    return client


def rows():
    """How many rows there are of everything."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def begin(client, course, far="NOTHING", module=0, language="en"):
    places = trial_course(course).outline.modules
    address = reverse("studio:course-try", args=[course.pk])
    form = {"module": places[module].key, "far": far, "language": language}
    return client.get(address, form, follow=True)


def send(client, page, *, right):
    """Answer the check of this page: with all that is right, or the other way round."""
    form = page.select_one(".question-set__form")
    data = {field["name"]: field["value"] for field in form.select('input[type="hidden"]')}
    for question in form.select("fieldset"):
        options = question.select("input")
        data[options[0]["name"]] = options[0 if right else 1]["value"]
    return client.post(form["action"], data)


def test_the_whole_draft_is_walked_with_its_checks_and_no_row_is_written(walker, course):
    before = rows()
    page = soup(begin(walker, course))
    seen = []
    for _lesson in range(2):
        seen.append(page.select_one("h1").get_text(strip=True))
        if page.select_one("form.question-set__form"):
            wrong = soup(send(walker, page, right=False))
            assert "Look once more." in wrong.get_text()
            page = soup(send(walker, wrong, right=True))
            assert "Well seen." in page.get_text()
        else:
            page = soup(walker.get(page.select_one("#lesson-foot a.button")["href"]))
        assert "complete" in page.select_one("#lesson-foot").get_text()
        following = page.select_one(".turn-page__link--next")["href"]
        if "/try/" in following and "language=" in following:
            page = soup(walker.get(following))

    assert seen == ["Lesson 1.1", "Shade"]
    assert "You have completed this course." in page.get_text()
    assert rows() == before


def test_a_learner_in_week_two_half_way_meets_what_they_would(walker):
    provider = make_provider()
    course = make_course(provider=provider, lessons=(2, 4))
    walker_user = walker.session["_auth_user_id"]
    provider.author_group.user_set.add(walker_user)

    page = soup(begin(walker, course, far="HALF", module=1))

    assert page.select_one("h1").get_text(strip=True) == "Lesson 2.3"
    outline = trial_course(course).outline
    done = done_before(outline.modules[1], outline, Far.HALF)
    assert {(lesson.key, READING) for lesson in outline.modules[0].lessons} <= done
    assert "Nothing of it is recorded" in page.get_text()
    labels = page.select_one("#lesson-progress").get_text()
    assert f"{len(done)} of {len(pairs_of(outline))} steps done" in labels


@pytest.mark.parametrize(("typed", "is_completed"), [("60", False), ("90", True), ("", True)])
def test_the_result_of_the_checks_so_far_is_chosen_and_said(walker, typed, is_completed):
    course = make_course(lessons=(1, 1))
    course.provider.author_group.user_set.add(walker.session["_auth_user_id"])
    page = course_page(course)
    page.completion_score_percent = 80
    page.save_revision()
    module = trial_course(course).outline.modules[1]
    form = {"module": module.key, "far": "END", "language": "en", "score": typed}

    lesson = soup(walker.get(reverse("studio:course-try", args=[course.pk]), form, follow=True))

    text = " ".join(lesson.get_text().split())
    assert f"Each check that is done counts with {typed or 100} %." in text
    assert ("You have completed this course." in text) == is_completed


@pytest.mark.parametrize("typed", ["101", "-1", "most"])
def test_a_result_that_cannot_be_is_refused_beside_its_field(walker, course, typed):
    module = trial_course(course).outline.modules[0]
    form = {"module": module.key, "far": "END", "language": "en", "score": typed}

    page = walker.get(reverse("studio:course-try", args=[course.pk]), form).content.decode()

    assert "Write a number from 0 to 100." in page
    assert f'value="{typed}"' in page


def test_modules_that_open_later_are_closed_to_a_learner_of_the_week_before(walker):
    provider = make_provider()
    course = make_course(provider=provider, lessons=(1, 1, 1))
    provider.author_group.user_set.add(walker.session["_auth_user_id"])
    outline = trial_course(course).outline
    form = {"module": outline.modules[1].key, "far": "BEGIN", "language": "en", "closes": "on"}

    page = soup(walker.get(reverse("studio:course-try", args=[course.pk]), form, follow=True))

    assert page.select_one("h1").get_text(strip=True) == "Lesson 2.1"
    assert page.select_one("#lesson-route").get_text().count("not open yet") == 1
    [later] = outline.modules[2].lessons
    address = reverse("studio:try-lesson", args=[course.pk, later.key])
    led = walker.get(address, {"until": "2"})
    assert led.url == reverse("studio:course-try", args=[course.pk])
    assert walker.get(address, {"until": "none"}).status_code == 200


def test_what_is_not_translated_is_read_in_the_language_of_the_course(walker, course):
    index = make_course_index("bn")
    source = course_page(course)
    parent = ProviderPage(
        title="Think",
        slug="think-bn",
        locale=index.locale,
        translation_key=source.get_parent().translation_key,
    )
    index.add_child(instance=parent)
    page = type(source)(
        title="ছায়া",
        slug="shade-bn",
        summary="x",
        locale=index.locale,
        translation_key=source.translation_key,
        live=False,
    )
    parent.add_child(instance=page)

    shown = soup(begin(walker, course, language="bn"))

    assert shown.html["lang"] == "bn"
    assert shown.select_one("h1").get_text(strip=True) == "Lesson 1.1"
    assert shown.select_one("h1")["lang"] == "en"
    assert "ছায়া" in shown.get_text()


def test_unanswered_questions_are_named_and_the_choice_is_kept(walker, course, draft):
    address = begin(walker, course).redirect_chain[-1][0]
    lesson = reverse("studio:try-lesson", args=[course.pk, draft.translation_key])
    page = soup(walker.get(lesson))
    form = page.select_one("form.question-set__form")
    data = {field["name"]: field["value"] for field in form.select('input[type="hidden"]')}

    response = walker.post(form["action"], data)

    assert "/try/" in address
    assert response.status_code == 422
    assert "Some questions have no answer yet." in soup(response).get_text()


@pytest.mark.parametrize("state", ["x", "-1", "f" * 500, "", "0x3"])
def test_a_state_made_by_hand_is_nothing_done(course, state):
    outline = trial_course(course).outline

    assert decode(outline, state) <= frozenset(pairs_of(outline))
    assert decode(outline, encode(outline, frozenset(pairs_of(outline)))) == frozenset(
        pairs_of(outline)
    )


def test_what_is_saved_while_somebody_tries_it_is_there_on_the_next_page(walker, course, draft):
    assert [m.title for m in trial_course(course).outline.modules[0].lessons][-1] == "Shade"
    with_title = draft.get_latest_revision_as_object()
    with_title.title = "Shade at noon"
    with_title.save_revision()

    lessons = trial_course(course).outline.modules[0].lessons

    assert [lesson.title for lesson in lessons] == ["Lesson 1.1", "Shade at noon"]


def test_a_page_of_the_trial_reads_no_draft_again(walker, course, django_assert_max_num_queries):
    trial_course(course)

    with django_assert_max_num_queries(2):
        trial_course(course)


def test_places_that_do_not_exist_are_not_found(walker, course):
    strange = reverse("studio:try-lesson", args=[course.pk, uuid.uuid4()])
    assert walker.get(strange).status_code == 404
    outline = trial_course(course).outline
    key = outline.modules[0].lessons[0].key
    lesson = reverse("studio:try-lesson", args=[course.pk, key])
    assert walker.get(lesson, {"language": "ko"}).status_code == 404
    assert walker.get(lesson, {"done": "zz"}).status_code == 200
    assert walker.post(lesson, {"check": "none", "number": "a"}).status_code == 200


def test_an_author_of_another_provider_cannot_try_it(client, course, draft):
    from users.models import User

    other = User.objects.create_user("other@example.org", "a-long-password", is_staff=True)
    other.groups.add(make_provider().author_group)
    client.force_login(other)

    assert client.get(reverse("studio:course-try", args=[course.pk])).status_code == 404
    lesson = reverse("studio:try-lesson", args=[course.pk, draft.translation_key])
    assert client.get(lesson).status_code == 404


def test_a_course_without_a_lesson_says_what_is_missing(walker, author):
    provider = make_provider()
    provider.author_group.user_set.add(author)
    course = make_course(provider=provider, lessons=(), is_live=False)

    page = walker.get(reverse("studio:course-try", args=[course.pk]))

    assert "There is nothing to try yet" in page.content.decode()


def test_a_session_counts_by_a_click_and_no_row_is_written(walker, course):
    page = LessonPage.objects.descendant_of(course_page(course)).order_by("path").last()
    lesson = page.get_latest_revision_as_object()
    lesson.body = [text_block(), session_block()]
    lesson.save_revision()
    before = rows()
    outline = trial_course(course).outline
    last = list(outline.lessons())[-1]
    others = frozenset(pair for pair in pairs_of(outline) if pair[0] != last.key)

    address = reverse("studio:try-lesson", args=[course.pk, last.key])
    page = soup(walker.get(address, {"done": encode(outline, others)}))
    link = next(each for each in page.select("a.button") if "As if attended" in each.text)
    after = walker.get(link["href"].partition("#")[0]).content.decode()

    assert "Attended" in after
    assert "You have completed this course." in after
    assert rows() == before
