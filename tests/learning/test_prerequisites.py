"""What comes before a course: a course, a lesson, a score."""

import pytest
import time_machine
from django.urls import reverse

from courses.models import CoursePage, CourseRun, LessonPage
from learning.actions import enroll, enroll_many, join_waiting, withdraw
from learning.models import Enrollment
from learning.prerequisites import PrerequisitesMissing, unmet_needs
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import do_lesson, finish, lessons_of, make_enrollment, make_learner
from tests.factories.quizzes import answer, make_checked_enrollment
from users.inviting import Newcomer

from .walking import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def first():
    return make_course(lessons=(2,), title="Reading streets")


@pytest.fixture
def learner():
    return make_learner()


def run_after(first, **asked):
    return make_run(make_course(lessons=(1,)), prerequisites=asked or {"courses": [str(first.key)]})


def texts(run, learner):
    return [each.text for each in unmet_needs(run, learner)]


def test_a_course_has_to_be_completed_before(first, learner):
    run = run_after(first)
    before = make_enrollment(run=make_run(first), learner=learner)

    with pytest.raises(PrerequisitesMissing, match="Complete “Reading streets”"):
        enroll(learner=learner, run=run, at=NOW)

    finish(before)
    assert enroll(learner=learner, run=run, at=NOW)


def test_a_lesson_has_to_be_done_before_in_whatever_run(first, learner):
    before = make_enrollment(run=make_run(first), learner=learner)
    lesson = lessons_of(before)[0]
    run = run_after(first, lessons=[[str(first.key), lesson.key]])
    assert texts(run, learner) == ["Do the lesson “Lesson 1.1” of “Reading streets”."]

    do_lesson(before, lesson)
    withdraw(enrollment=before, at=NOW)

    assert texts(run, learner) == []


@pytest.mark.parametrize(("score", "is_enough"), [(80, True), (90, False)])
def test_a_score_is_that_of_the_checks_on_average(score, is_enough):
    before = make_checked_enrollment(questions=5)
    answer(before, right=4)
    finish_reading(before)
    run = run_after(before.run.course, courses=[str(before.run.course.key)], score=score)

    assert (texts(run, before.learner) == []) is is_enough


def finish_reading(enrollment):
    Enrollment.objects.filter(pk=enrollment.pk).update(
        completed_at=NOW, completed_rule={"kind": "ALL_REQUIRED"}
    )


def test_what_is_not_published_any_more_is_asked_of_nobody(first, learner):
    lesson = LessonPage.objects.descendant_of(course_page(first)).first()
    run = run_after(first, lessons=[[str(first.key), str(lesson.translation_key)]])
    assert texts(run, learner)

    lesson.unpublish()

    assert texts(run, learner) == []


def test_nobody_waits_for_a_seat_that_they_may_not_take(first, learner):
    run = run_after(first)
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)
    inside = make_learner()
    finish(make_enrollment(run=make_run(first), learner=inside))
    make_enrollment(run=CourseRun.objects.get(pk=run.pk), learner=inside)

    with pytest.raises(PrerequisitesMissing):
        join_waiting(learner=learner, run=run, at=NOW)


def test_whoever_was_in_before_may_return(first, learner):
    run = make_run(make_course(lessons=(1,)))
    enrollment = make_enrollment(run=run, learner=learner)
    withdraw(enrollment=enrollment, at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(prerequisites={"courses": [str(first.key)]})

    assert enroll(learner=learner, run=run, at=NOW).withdrawn_at is None


def test_whom_the_secretariat_enrolls_need_not_meet_them(first, learner):
    run = run_after(first)

    enroll_many(
        run=run, people=[Newcomer(email=learner.email)], at=NOW, by=make_learner(is_staff=True)
    )

    assert Enrollment.objects.filter(run=run, learner=learner).exists()


def test_the_page_of_the_course_and_the_form_to_enroll_say_them(first, learner, client):
    run = run_after(first)
    with time_machine.travel(NOW, tick=False):
        page = client.get(course_page(run.course).get_url()).content.decode()
        sign_in(client, learner)
        form = client.get(reverse("learning:enroll", args=[run.slug])).content.decode()

    assert "Complete “Reading streets”." in page
    assert "Complete “Reading streets”." in form
    assert '<button class="button button--wide"' not in form


def test_a_course_that_vanished_from_the_catalogue_keeps_nobody_out(first, learner):
    run = run_after(first)
    CoursePage.objects.filter(translation_key=first.key).update(live=False)

    assert texts(run, learner) == []
