"""A process killed in the middle of "Publish course": what readers have is the old or the new."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses import arranging
from courses.actions import Audience, arrange
from courses.models import LessonPage, ModulePage, PlannedPublication
from learning.actions import enroll
from learning.models import Enrollment
from learning.refreshing import find_differences, refresh_stale
from mail.models import Delivery
from studio.moderation import publish_and_tell
from studio.planning import plan_publication, publish_due
from tests.factories.courses import add_lesson, course_page, make_course, make_run, marks
from tests.factories.learning import do_lesson, lessons_of, make_learner
from tests.faults.killing import all_rows, kills
from users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
NOTE = "Week 1 has one more lesson."


@pytest.fixture
def keeper():
    return User.objects.create_superuser("keeper@example.org", "a-long-password", name="Kim")


@pytest.fixture
def course(keeper):
    """A running course with a new lesson, a rewritten one, another order and a lesson taken out."""
    course = make_course(lessons=(2, 1), checks=False)
    now, day = timezone.now(), timedelta(days=1)
    run = make_run(course, opens_at=now - day, starts_at=now - day, ends_at=now + 30 * day)
    for _ in range(3):
        enrollment = enroll(learner=make_learner(), run=run, at=now)
        do_lesson(enrollment, lessons_of(enrollment)[0])
    module = ModulePage.objects.descendant_of(course_page(course)).first()
    add_lesson(module, title="Shade", live=False).save_revision()
    page = LessonPage.objects.get(title="Lesson 1.1")
    page.title = "A street"
    page.save_revision()
    _take(course, keeper, arranging.put_before, "Lesson 2.1", "Lesson 1.1")
    _take(course, keeper, arranging.take_out, "Lesson 1.2")
    course.refresh_from_db()
    return course


def _take(course, by, step, *names):
    course.refresh_from_db()
    keys = [str(LessonPage.objects.get(title=name).translation_key) for name in names]
    arrange(
        course,
        lambda arrangement: step(arrangement, *keys),
        number=course.arrangement_number,
        by=by,
    )


def outline_titles(course):
    course.refresh_from_db()
    return [lesson.title for lesson in course.newest_outline.outline.lessons()]


OLD, NEW = ["Lesson 1.1", "Lesson 1.2", "Lesson 2.1"], ["Lesson 2.1", "A street", "Shade"]


def assert_all_is_new(course):
    assert outline_titles(course) == NEW
    assert course.arrangement is None
    assert course.newest_outline.number == 2
    assert LessonPage.objects.get(title="Shade").live
    assert Delivery.objects.filter(template="course_changed").count() == 3
    refresh_stale(at=timezone.now())
    assert list(find_differences()) == []
    assert set(Enrollment.objects.values_list("percent", flat=True)) == {33}


@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.long)])
def test_killed_anywhere_all_is_as_before_or_all_is_published(step, course, keeper, capsys):
    seen = marks(course)
    before = all_rows()
    count = 0

    def publish():
        publish_and_tell(course, note=NOTE, by=keeper, audience=Audience.EVERYBODY, seen=seen)

    for place in kills(publish, step=step):
        count += 1
        if all_rows() != before:
            break
        assert outline_titles(course) == OLD, place
    with capsys.disabled():
        print(f"\n  killed {count} times, the last before statement {place}")

    assert count * step > 50
    assert_all_is_new(course)


def test_a_planned_publication_that_is_killed_happens_whole_at_the_next_ring(
    course, keeper, capsys
):
    at = timezone.now()
    plan_publication(
        course,
        at=at,
        by=keeper,
        seen=marks(course),
        audience=Audience.EVERYBODY,
        note=NOTE,
        page_ids=list(marks(course)),
        with_arrangement=True,
        arrangement=course.arrangement_number,
    )
    before = all_rows()
    count = 0

    for _place in kills(lambda: publish_due(at=at), step=29):
        count += 1
        if all_rows() == before:  # nothing of it happened
            assert PlannedPublication.objects.open().exists()
            assert outline_titles(course) == OLD
    with capsys.disabled():
        print(f"\n  killed {count} times")

    assert count > 3
    assert publish_due(at=at) == 0
    assert PlannedPublication.objects.get().done_at == at
    assert_all_is_new(course)
