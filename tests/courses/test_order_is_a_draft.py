"""What authors rearrange waits for publication, and then holds in every language."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from courses import arranging
from courses.actions import (
    ArrangedElsewhere,
    Audience,
    arrange,
    discard_arrangement,
    publish_course,
)
from courses.compiling import OutlineRefused
from courses.draft_outline import draft_outline, publication_of
from courses.drafts import DraftsChanged, find_drafts
from courses.models import Course, LessonPage, ModulePage, ProviderPage
from tests.factories.courses import (
    add_lesson,
    course_page,
    key_of,
    make_course,
    make_course_index,
    make_provider,
    make_run,
)
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return User.objects.create_user("author@example.org", "a-long-password")


@pytest.fixture
def course():
    """Lesson 1.1, 1.2, 1.3 and 2.1, 2.2."""
    return make_course(lessons=(3, 2))


def page_of(title, model=LessonPage, language="en"):
    return model.objects.get(title=title, locale__language_code=language)


def key(title, model=LessonPage):
    return str(page_of(title, model).translation_key)


def take(course, step, *names, by):
    """One step on the newest order."""
    course.refresh_from_db()
    keys = [key(name, ModulePage if name.startswith("Week") else LessonPage) for name in names]
    return arrange(
        course,
        lambda arrangement: step(arrangement, *keys),
        number=course.arrangement_number,
        by=by,
    )


def titles(outline):
    return [[lesson.title for lesson in module.lessons] for module in outline.modules]


def published_titles(course):
    course.refresh_from_db()
    return titles(course.newest_outline.outline)


def test_what_was_moved_waits_for_publication(course, author):
    take(course, arranging.put_before, "Lesson 2.2", "Lesson 1.1", by=author)

    course.refresh_from_db()
    assert published_titles(course)[0] == ["Lesson 1.1", "Lesson 1.2", "Lesson 1.3"]
    assert titles(publication_of(course, []).outline)[0][0] == "Lesson 2.2"
    assert titles(draft_outline(course_page(course)))[0][0] == "Lesson 2.2"
    assert page_of("Lesson 2.2").get_parent().title == "Week 2"


def test_publishing_moves_the_pages_and_makes_one_number(course, author):
    before = course.newest_outline.number
    take(course, arranging.put_before, "Lesson 2.2", "Lesson 1.1", by=author)
    take(course, arranging.step_up, "Week 2", by=author)

    publish_course(course, by=None)

    assert published_titles(course) == [
        ["Lesson 2.1"],
        ["Lesson 2.2", "Lesson 1.1", "Lesson 1.2", "Lesson 1.3"],
    ]
    assert course.newest_outline.number == before + 1
    assert course.arrangement is None
    assert page_of("Lesson 2.2").get_parent().title == "Week 1"


def test_publishing_twice_changes_nothing_the_second_time(course, author):
    take(course, arranging.step_up, "Lesson 1.2", by=author)
    first = publish_course(course, by=None)

    assert publish_course(course, by=None) == first


def test_a_lesson_keeps_its_address_where_another_of_its_name_stands(course, author):
    for lesson, slug in (("Lesson 1.1", "same"), ("Lesson 2.1", "same")):
        LessonPage.objects.filter(title=lesson).update(slug=slug)
    page = page_of("Lesson 2.1")
    page.save_revision()
    take(course, arranging.put_before, "Lesson 2.1", "Lesson 1.1", by=author)
    slugs = dict(course.lesson_slugs)

    publish_course(course, by=None)
    publish_course(course, by=None)

    moved = page_of("Lesson 2.1")
    assert moved.get_parent().title == "Week 1"
    assert moved.slug != "same"
    course.refresh_from_db()
    assert course.lesson_slugs == slugs


def test_a_draft_that_waits_takes_the_new_address_with_it(course, author):
    for lesson in ("Lesson 1.1", "Lesson 2.1"):
        LessonPage.objects.filter(title=lesson).update(slug="same")
    page = page_of("Lesson 2.1")
    page.save_revision()
    take(course, arranging.put_before, "Lesson 2.1", "Lesson 1.1", by=author)

    publish_course(course, by=None, page_ids=[])
    publish_course(course, by=None)

    assert not page_of("Lesson 2.1").has_unpublished_changes


def test_the_pages_of_every_language_are_moved(author):
    make_course_index("ko")
    provider = make_provider()
    course = make_course(lessons=(2, 1), provider=provider)
    korea = ProviderPage.objects.get(key_of(provider), locale__language_code="ko").locale
    for page in course_page(course).get_descendants(inclusive=True).specific():
        page.copy_for_translation(korea).save()
    take(course, arranging.put_before, "Lesson 2.1", "Lesson 1.1", by=author)

    publish_course(course, by=None)

    for language in ("en", "ko"):
        below = LessonPage.objects.descendant_of(course_page(course, language)).order_by("path")
        assert [page.title for page in below] == ["Lesson 2.1", "Lesson 1.1", "Lesson 1.2"]
    moved = page_of("Lesson 2.1", language="ko")
    assert moved.get_parent().translation_key == page_of("Week 1", ModulePage).translation_key


def test_what_is_taken_out_stays_live_for_whoever_still_follows_it(course, author):
    now = timezone.now()
    run = make_run(course, opens_at=now - timedelta(days=2), starts_at=now - timedelta(days=1))
    take(course, arranging.take_out, "Lesson 1.2", by=author)
    take(course, arranging.take_out, "Week 2", by=author)

    publish_course(course, by=None, audience=Audience.NEXT_RUN)

    assert published_titles(course) == [["Lesson 1.1", "Lesson 1.3"]]
    run.refresh_from_db()
    assert titles(run.pinned_outline.outline)[1] == ["Lesson 2.1", "Lesson 2.2"]
    assert LessonPage.objects.live().count() == 5


def test_what_was_taken_out_comes_back_where_it_stood(course, author):
    take(course, arranging.take_out, "Lesson 1.2", by=author)
    publish_course(course, by=None)
    take(course, arranging.put_back, "Lesson 1.2", by=author)

    publish_course(course, by=None)

    assert published_titles(course)[0] == ["Lesson 1.1", "Lesson 1.2", "Lesson 1.3"]


def test_a_draft_that_is_taken_out_stops_nothing_and_is_not_published(course, author):
    module = page_of("Week 1", ModulePage)
    empty = LessonPage(title="Empty", slug="empty", live=False, has_unpublished_changes=True)
    module.add_child(instance=empty)
    empty.save_revision()
    assert [draft.page.title for draft in find_drafts(course)] == ["Empty"]

    take(course, arranging.take_out, "Empty", by=author)

    course.refresh_from_db()
    assert find_drafts(course) == []
    publish_course(course, by=None)
    assert not page_of("Empty").live


def test_a_draft_module_gets_its_lessons_by_moving(course, author):
    module = ModulePage(title="Week 3", slug="w3", live=False, has_unpublished_changes=True)
    course_page(course).add_child(instance=module)
    module.save_revision()
    assert not find_drafts(course)[0].is_ready

    take(course, arranging.put_last, "Lesson 2.2", "Week 3", by=author)

    course.refresh_from_db()
    assert find_drafts(course)[0].is_ready
    publish_course(course, by=None)
    assert published_titles(course)[2] == ["Lesson 2.2"]


def test_a_lesson_is_not_hidden_below_a_module_that_nobody_sees(course, author):
    module = ModulePage(title="Week 3", slug="w3", live=False, has_unpublished_changes=True)
    course_page(course).add_child(instance=module)
    module.save_revision()
    take(course, arranging.put_last, "Lesson 2.2", "Week 3", by=author)

    with pytest.raises(OutlineRefused, match="was moved into “Week 3”"):
        publish_course(course, by=None, page_ids=[])

    course.refresh_from_db()
    assert course.arrangement is not None


def test_two_windows_do_not_overwrite_each_other(course, author):
    number = course.arrangement_number
    first = partial(arranging.step_up, key=key("Lesson 1.2"))
    second = partial(arranging.step_up, key=key("Lesson 1.3"))
    arrange(course, first, number=number, by=author)

    with pytest.raises(ArrangedElsewhere):
        arrange(course, second, number=number, by=author)


def test_who_publishes_an_older_order_than_the_newest_is_told_to_look_again(course, author):
    take(course, arranging.step_up, "Lesson 1.2", by=author)
    course.refresh_from_db()
    seen = course.arrangement_number
    take(course, arranging.step_up, "Lesson 1.3", by=author)

    with pytest.raises(DraftsChanged):
        publish_course(course, by=None, arrangement_seen=seen)


def test_the_order_can_wait_while_texts_are_published(course, author):
    take(course, arranging.step_up, "Lesson 1.2", by=author)

    publish_course(course, by=None, with_arrangement=False)

    course.refresh_from_db()
    assert course.arrangement is not None
    assert published_titles(course)[0][0] == "Lesson 1.1"


def test_undone_and_moved_back_are_no_change(course, author):
    take(course, arranging.step_up, "Lesson 1.2", by=author)
    take(course, arranging.step_down, "Lesson 1.2", by=author)
    course.refresh_from_db()
    assert course.arrangement is None

    take(course, arranging.step_up, "Lesson 1.2", by=author)
    course.refresh_from_db()
    discard_arrangement(course, number=course.arrangement_number, by=author)

    course.refresh_from_db()
    assert course.arrangement is None


def test_a_course_that_nobody_saw_yet_is_rearranged_at_once(author):
    course = make_course(lessons=(2, 1), is_live=False)

    take(course, arranging.put_before, "Lesson 2.1", "Lesson 1.1", by=author)
    take(course, arranging.take_out, "Lesson 1.2", by=author)

    course.refresh_from_db()
    assert course.arrangement is None
    assert course.retired_keys == [key("Lesson 1.2")]
    assert page_of("Lesson 2.1").get_parent().title == "Week 1"


def test_a_lesson_that_was_written_meanwhile_goes_last_in_its_module(course, author):
    take(course, arranging.step_up, "Lesson 1.2", by=author)
    add_lesson(page_of("Week 1", ModulePage), title="Later")

    publish_course(course, by=None)

    assert published_titles(course)[0] == ["Lesson 1.2", "Lesson 1.1", "Lesson 1.3", "Later"]


def test_a_page_that_was_deleted_is_forgotten(course, author):
    take(course, arranging.put_before, "Lesson 2.2", "Lesson 1.1", by=author)
    page_of("Week 2", ModulePage).delete()

    publish_course(course, by=None)

    assert published_titles(course) == [["Lesson 1.1", "Lesson 1.2", "Lesson 1.3"]]


def test_few_pages_are_moved_where_few_stand_wrong(course, author, django_assert_max_num_queries):
    for number in range(20):
        add_lesson(page_of("Week 1", ModulePage), title=f"More {number}")
    publish_course(course, by=None)
    take(course, arranging.put_before, "More 19", "Lesson 1.1", by=author)
    course = Course.objects.get(pk=course.pk)

    with django_assert_max_num_queries(120):
        publish_course(course, by=None)

    assert published_titles(course)[0][:2] == ["More 19", "Lesson 1.1"]
