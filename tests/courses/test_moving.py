"""Pages are put in another order all at once, and as if they had been moved one by one."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry
from wagtail.signals import post_page_move

from courses.actions.arrange import apply_arrangement
from courses.arranging import Arrangement
from courses.models import Course, LessonPage, ModulePage
from courses.moving import move_pages
from courses.tree import read_wanted
from tests.factories.courses import add_lesson, course_page, make_course, make_course_index
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def tree(course, language="en"):
    """(title, slug, address, children), in the order of reading; and what holds of each page."""
    root = course_page(course, language)
    pages = Page.objects.filter(path__startswith=root.path).order_by("path")
    for page in pages:
        children = page.get_children()
        assert page.numchild == children.count()
        if page.pk != root.pk:
            assert page.url_path == f"{page.get_parent().url_path}{page.slug}/"
    assert Page.find_problems() == ([], [], [], [], [])
    return [(page.depth, page.title, page.slug, page.url_path) for page in pages]


def move_one_by_one(course, arrangement):
    """What is wanted, by Wagtail's own moves."""
    root = course_page(course)
    for module, lessons in arrangement.modules:
        Page.objects.get(translation_key=module).move(
            Page.objects.get(pk=root.pk), pos="last-child"
        )
        for lesson in lessons:
            parent = Page.objects.get(translation_key=module)
            Page.objects.get(translation_key=lesson).move(parent, pos="last-child")


@st.composite
def orders(draw):
    """Three modules in any order, and where each of six lessons goes: both by number."""
    modules, lessons = draw(st.permutations(range(3))), draw(st.permutations(range(6)))
    first, second = sorted(draw(st.tuples(st.integers(0, 6), st.integers(0, 6))))
    parts = lessons[:first], lessons[first:second], lessons[second:]
    return list(zip(modules, parts, strict=True))


# Single moves are dear; each example begins with the order that the one before has left.
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wished=orders())
def test_any_order_is_what_single_moves_make_of_it(course_of_six, wished):
    now = read_wanted(course_of_six)
    lessons = [lesson for _module, here in now.modules for lesson in here]
    wanted = Arrangement(
        tuple((now.modules[m][0], tuple(lessons[n] for n in here)) for m, here in wished),
        frozenset(),
    )
    with transaction.atomic():
        move_one_by_one(course_of_six, wanted)
        expected = tree(course_of_six)
        transaction.set_rollback(True)

    move_pages(course_of_six, wanted, by=None)

    assert tree(course_of_six) == expected
    assert read_wanted(course_of_six).modules == wanted.modules


@pytest.fixture
def course_of_six():
    return make_course(lessons=(3, 2, 1), checks=False, is_live=False)


def reversed_order(course):
    now = read_wanted(course)
    modules = ((module, lessons[::-1]) for module, lessons in now.modules[::-1])
    return Arrangement(tuple(modules), now.retired)


def count_writes(course, arrangement):
    with CaptureQueriesContext(connection) as asked:
        move_pages(course, arrangement, by=None)
    return [each["sql"] for each in asked if 'wagtailcore_page" SET' in each["sql"]]


def test_many_pages_cost_as_many_statements_as_few():
    few, many = make_course(lessons=(2, 2), checks=False), make_course(lessons=(9, 9), checks=False)

    writes = [count_writes(course, reversed_order(course)) for course in (few, many)]

    assert [len(each) for each in writes] == [2, 2]


def test_each_page_that_was_moved_has_a_line_in_the_log_and_a_signal():
    course = make_course(lessons=(5, 1), checks=False)
    editor = User.objects.create_user("editor@example.org", "a-long-password")
    lessons = LessonPage.objects.order_by("path")
    last_of_five, alone = lessons[4], lessons[5]
    now = read_wanted(course)
    (first, here), (second, there) = now.modules
    wanted = Arrangement(((first, (here[4], *here[:4], *there)), (second, ())), frozenset())
    heard = []

    def hear(sender, instance, url_path_before, url_path_after, **kwargs):
        heard.append((sender, instance.pk, url_path_before == url_path_after))

    PageLogEntry.objects.all().delete()
    post_page_move.connect(hear)
    try:
        move_pages(course, wanted, by=editor)
    finally:
        post_page_move.disconnect(hear)

    logged = PageLogEntry.objects.order_by("pk").values_list("page_id", "action", "user_id")
    assert list(logged) == [
        (last_of_five.pk, "wagtail.reorder", editor.pk),
        (alone.pk, "wagtail.move", editor.pk),
    ]
    assert heard == [(LessonPage, last_of_five.pk, True), (LessonPage, alone.pk, False)]
    entry = PageLogEntry.objects.get(page_id=alone.pk)
    assert entry.data["source"]["title"] == "Week 2"
    assert entry.data["destination"]["title"] == "Week 1"


def test_the_old_address_of_a_lesson_leads_to_its_new_one():
    course = make_course(lessons=(1, 1), checks=False)
    (first, here), (second, there) = read_wanted(course).modules
    lesson = LessonPage.objects.get(translation_key=there[0])
    before = lesson.url

    move_pages(course, Arrangement(((first, here + there), (second, ())), frozenset()), by=None)

    lesson.refresh_from_db()
    assert lesson.get_parent().title == "Week 1"
    redirect = Redirect.objects.get(redirect_page=lesson)
    assert redirect.old_path == before.rstrip("/")


def test_lessons_that_change_places_keep_their_addresses():
    """Moved one after the other, the first would have met the second on its way."""
    course = make_course(lessons=(1, 1), checks=False)
    LessonPage.objects.update(slug="same")
    (first, here), (second, there) = read_wanted(course).modules

    move_pages(course, Arrangement(((first, there), (second, here)), frozenset()), by=None)

    assert [slug for _depth, _title, slug, _url in tree(course)][2::2] == ["same", "same"]


def test_a_lesson_whose_address_is_taken_gets_a_number_and_its_draft_too():
    course = make_course(lessons=(1, 1), checks=False)
    LessonPage.objects.update(slug="same")
    (first, here), (second, there) = read_wanted(course).modules
    mover = LessonPage.objects.get(translation_key=there[0])
    mover.save_revision()

    move_pages(course, Arrangement(((first, there + here), (second, ())), frozenset()), by=None)

    mover.refresh_from_db()
    assert mover.slug == mover.latest_revision.content["slug"] == "same-2"
    assert mover.url_path.endswith("/week-1/same-2/")
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_translation_lacks_pages_and_its_others_follow():
    make_course_index("ko")
    course = make_course(lessons=(3, 1), checks=False)
    root = course_page(course)
    korea = make_course_index("ko").locale
    for page in root.get_descendants(inclusive=True).specific():
        if page.title not in {"Week 2", "Lesson 2.1", "Lesson 1.2"}:
            page.copy_for_translation(korea).save()
    (first, (a, b, c)), (second, (d,)) = read_wanted(course).modules

    move_pages(course, Arrangement(((second, (d, a)), (first, (c, b))), frozenset()), by=None)

    titles = [title for _depth, title, _slug, _url in tree(course, "ko")][1:]
    assert titles == ["Week 1", "Lesson 1.3", "Lesson 1.1"]
    titles = [title for _depth, title, _slug, _url in tree(course)][1:]
    assert titles == ["Week 2", "Lesson 2.1", "Lesson 1.1", "Week 1", "Lesson 1.3", "Lesson 1.2"]


def test_every_course_that_knows_a_moved_lesson_gets_a_new_stamp():
    course, follower, _stranger = (make_course(lessons=(2,), checks=False) for _ in range(3))
    ((_module, lessons),) = read_wanted(course).modules
    Course.objects.filter(pk=follower.pk).update(lesson_slugs={"of-before": lessons[0]})
    before = dict(Course.objects.values_list("pk", "pages_stamp"))

    move_pages(course, reversed_order(course), by=None)

    after = dict(Course.objects.values_list("pk", "pages_stamp"))
    assert {pk for pk in after if after[pk] != before[pk]} == {course.pk, follower.pk}
    assert Course.objects.get(pk=course.pk).dirty_at is not None
    assert Course.objects.get(pk=follower.pk).dirty_at is None


def test_an_order_that_holds_already_changes_nothing():
    course = make_course(lessons=(2, 1), checks=False)
    add_lesson(ModulePage.objects.first(), title="Gone").delete()
    course.arrangement = read_wanted(course).as_json()
    before = tree(course), Course.objects.get(pk=course.pk).pages_stamp

    apply_arrangement(course, by=None)

    assert (tree(course), Course.objects.get(pk=course.pk).pages_stamp) == before
    assert not PageLogEntry.objects.filter(action="wagtail.reorder").exists()
