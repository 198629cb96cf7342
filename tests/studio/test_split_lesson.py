"""A lesson is split, or takes the place of others, and nobody loses what they did."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.actions import SplitRefused, arrange, publish_course, split_lesson, take_over
from courses.arranging import put_last
from courses.compiling import compile_outline
from courses.models import LessonPage, ModulePage
from learning.models import Enrollment
from learning.refreshing import refresh_stale
from tests.factories.courses import (
    NOW,
    add_lesson,
    check_block,
    course_page,
    make_course,
    make_run,
    text_block,
)
from tests.factories.learning import (
    do_lesson,
    lessons_of,
    make_enrollment,
    make_learner,
    progress_of,
)
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def course():
    course = make_course(lessons=(2,), checks=False)
    page = LessonPage.objects.descendant_of(course_page(course)).order_by("path").first()
    page.body = [text_block(), text_block(), check_block()]
    page.minutes = 30
    page.save_revision().publish()
    compile_outline(course)
    return course


@pytest.fixture
def author(course):
    person = make_learner()
    person.groups.add(course.provider.author_group)
    return person


def add_module(page, title):
    module = ModulePage(title=title, slug=title.lower().replace(" ", "-"), live=True)
    page.add_child(instance=module)
    return module


def lessons_in(module):
    return [lesson.pk for lesson in ModulePage.objects.get(pk=module.pk).get_children()]


def first(course):
    return LessonPage.objects.descendant_of(course_page(course)).order_by("path").first()


def split(course, author, place=1):
    page = first(course)
    block = page.get_latest_revision_as_object().body[place]
    return split_lesson(page=page, block_id=block.id, title="The second half", by=author)


def test_a_split_moves_the_blocks_with_their_ids_into_a_draft_right_after(course, author):
    before = [block.id for block in first(course).body]

    made = split(course, author)

    rest = first(course).get_latest_revision_as_object()
    titles = [
        page.title
        for page in LessonPage.objects.descendant_of(course_page(course)).order_by("path")
    ]
    assert [block.id for block in rest.body] == before[:1]
    assert [block.id for block in made.body] == before[1:]
    assert titles == ["Lesson 1.1", "The second half", "Lesson 1.2"]
    assert (made.live, rest.minutes + made.minutes) == (False, 30)
    assert [block.id for block in first(course).body] == before  # learners read on as before


def test_the_second_half_follows_where_the_lesson_is_about_to_go(course, author):
    page = first(course)
    key = str(page.translation_key)
    module = add_module(course_page(course), "Week 2")
    arrange(
        course, lambda now: put_last(now, key, str(module.translation_key)), number=0, by=author
    )
    made = split(course, author)

    publish_course(course, by=author)

    assert lessons_in(module) == [page.pk, made.pk]


@pytest.mark.django_db(transaction=True)
def test_split_while_the_course_is_published_both_halves_stand_together(course, author):
    page = first(course)
    key = str(page.translation_key)
    module = add_module(course_page(course), "Week 2")
    arrange(
        course, lambda now: put_last(now, key, str(module.translation_key)), number=0, by=author
    )

    def act(place):
        return split(course, author) if place else publish_course(course, by=author)

    _outline, made = at_once(2, act)
    publish_course(course, by=author)

    assert lessons_in(module) == [page.pk, made.pk]
    assert not any(Page.find_problems())


def test_whoever_had_read_and_passed_has_done_both_halves(course, author):
    person = make_enrollment(run=make_run(course))
    do_lesson(person, lessons_of(person)[0])
    before = progress_of(person)
    split(course, author)

    publish_course(course, by=author)
    refresh_stale(at=NOW)

    after = progress_of(person)
    assert [step.pair[1] != "" for step in after.done] == [False, False, True]
    assert after.done_count == before.done_count + 1
    assert [lesson.title for lesson in lessons_of(person)][1] == "The second half"
    assert Enrollment.objects.get(pk=person.pk).percent == after.percent == 75


def test_whoever_had_not_read_reads_both(course, author):
    person = make_enrollment(run=make_run(course))
    split(course, author)

    publish_course(course, by=author)

    assert len(progress_of(person).missing) == 4  # both halves, the check, the other lesson


def test_a_lesson_that_takes_anothers_place_counts_once(course, author):
    person = make_enrollment(run=make_run(course))
    do_lesson(person, lessons_of(person)[0])
    old = first(course)
    new = add_lesson(old.get_parent().specific, title="A better lesson", live=False)
    new.save_revision()
    new.has_unpublished_changes = True
    new.save(update_fields=["has_unpublished_changes"])

    assert take_over(page=new, keys=[str(old.translation_key)], by=author)
    publish_course(course, by=author)
    old.unpublish()

    progress = progress_of(person)
    assert str(new.translation_key) in {step.pair[0] for step in progress.done}
    assert progress.done_count == 3  # read once in either; the check was passed in the old one


def test_what_was_taken_over_is_handed_on_along_a_chain(course, author):
    made = split(course, author)
    third = add_lesson(made.get_parent().specific, title="Third", live=False)
    third.save_revision()

    take_over(page=third, keys=[str(made.translation_key)], by=author)

    follows = LessonPage.objects.get(pk=third.pk).get_latest_revision_as_object().follows
    assert follows == [str(made.translation_key), str(first(course).translation_key)]


def test_pressing_twice_splits_once(course, author):
    block = first(course).body[1].id
    split(course, author)

    with pytest.raises(SplitRefused, match="no longer in the lesson"):
        split_lesson(page=first(course), block_id=block, title="Again", by=author)

    assert LessonPage.objects.filter(title="Again").count() == 0


def test_the_first_part_cannot_be_split_off(course, author):
    with pytest.raises(SplitRefused, match="nothing would be left"):
        split(course, author, place=0)


def address(course):
    return reverse("studio:lesson-parts", args=[first(course).pk])


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def test_the_page_shows_the_parts_and_splits(client, course, author):
    sign_in(client, author)
    page = client.get(address(course)).content.decode()
    block = first(course).body[1].id

    response = client.post(
        address(course), {"deed": "split", "block": block, "title": "The second half"}
    )

    assert f'value="{block}"' in page
    assert "Split or replace" in page
    assert response["Location"] == reverse("studio:course-overview", args=[course.pk])
    assert LessonPage.objects.filter(title="The second half").count() == 1


def test_without_a_title_it_is_said_and_the_choice_stays(client, course, author):
    sign_in(client, author)
    block = first(course).body[1].id

    response = client.post(address(course), {"deed": "split", "block": block, "title": " "})

    text = response.content.decode()
    assert response.status_code == 422
    assert "Give the new lesson a title." in text
    assert f'value="{block}" required checked' in text


def test_a_lesson_of_another_course_is_not_taken_over(client, course, author):
    sign_in(client, author)
    foreign = first(make_course(lessons=(1,)))

    response = client.post(
        address(course), {"deed": "take-over", "lesson": str(foreign.translation_key)}
    )

    assert response.status_code == 422
    assert first(course).get_latest_revision_as_object().follows == []


def test_an_author_of_another_provider_is_refused(client, course):
    stranger = make_learner()
    stranger.groups.add(make_course().provider.author_group)
    sign_in(client, stranger)

    assert client.get(address(course)).status_code == 404


def test_the_editor_leads_there(client, course, author):
    sign_in(client, author)

    edit = client.get(reverse("wagtailadmin_pages:edit", args=[first(course).pk]))

    assert address(course) in edit.content.decode()
