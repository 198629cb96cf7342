"""A completed course counts in the programmes that name it, once, whenever it was completed."""

import pytest
import time_machine
from django.urls import reverse

from certificates.models import Certificate
from certificates.tasks import issue_certificates
from courses.actions import choose_part_runs
from courses.compiling import compile_outline
from courses.models import CourseRun, LessonPage
from learning.actions import enroll, withdraw
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.parts_done import credit_parts
from learning.refreshing import refresh_stale
from tests.factories.courses import (
    NOW,
    course_page,
    make_course,
    make_run,
    part_block,
)
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.learning.programmes import make_programme

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def part():
    return make_course(lessons=(1,), checks=False, title="Heat in cities")


@pytest.fixture
def run(part):
    return make_run(make_programme(part))


def facts(enrollment):
    rows = ActivityResult.objects.filter(enrollment=enrollment, kind=ResultKind.PART)
    return list(rows.values_list("detail", flat=True))


def settle():
    count = credit_parts(at=NOW)
    refresh_stale(at=NOW)
    return count


def test_who_completes_the_course_completes_the_programme_that_asks_for_nothing_else(part, run):
    enrollment = make_enrollment(run=run)
    done = finish(make_enrollment(run=make_run(part), learner=enrollment.learner))

    assert settle() == 1

    enrollment.refresh_from_db()
    assert facts(enrollment) == [{"credited_from": done.pk}]
    assert (enrollment.completed_at, enrollment.percent) == (NOW, 100)


def test_the_certificate_of_a_programme_is_one_like_any_other(part, run):
    learner = make_learner(certificate_name="Rina Kusuma", certificate_name_confirmed_at=NOW)
    enrollment = make_enrollment(run=run, learner=learner)
    finish(make_enrollment(run=make_run(part), learner=learner))

    settle()
    issue_certificates()

    assert Certificate.objects.filter(enrollment=enrollment).count() == 1


def test_a_course_counts_once_however_often_one_looks(part, run):
    enrollment = make_enrollment(run=run)
    finish(make_enrollment(run=make_run(part), learner=enrollment.learner))

    assert [credit_parts(at=NOW) for _time in range(3)] == [1, 0, 0]
    assert len(facts(enrollment)) == 1


def test_what_was_completed_before_enrolling_counts(part, run):
    learner = make_learner()
    finish(make_enrollment(run=make_run(part), learner=learner))
    enrollment = make_enrollment(run=run, learner=learner)

    assert settle() == 1
    enrollment.refresh_from_db()
    assert enrollment.completed_at == NOW


def test_a_course_that_is_begun_counts_nothing(part, run):
    enrollment = make_enrollment(run=run)
    make_enrollment(run=make_run(part), learner=enrollment.learner)

    assert settle() == 0


def test_of_two_courses_one_is_half_the_programme(part):
    other = make_course(lessons=(1,), checks=False, title="Rain")
    enrollment = make_enrollment(run=make_run(make_programme(part, other)))
    finish(make_enrollment(run=make_run(part), learner=enrollment.learner))

    settle()

    enrollment.refresh_from_db()
    assert enrollment.completed_at is None
    assert 0 < enrollment.percent < 100


def test_who_left_the_programme_gets_nothing_until_they_return(part, run):
    enrollment = make_enrollment(run=run)
    withdraw(enrollment=enrollment, at=NOW)
    finish(make_enrollment(run=make_run(part), learner=enrollment.learner))
    assert settle() == 0

    enroll(learner=enrollment.learner, run=run, at=NOW)

    assert settle() == 1


@pytest.mark.parametrize("ended", ["archived_at", "cancelled_at"])
def test_a_run_that_is_over_for_good_counts_nothing(part, run, ended):
    enrollment = make_enrollment(run=run)
    finish(make_enrollment(run=make_run(part), learner=enrollment.learner))
    CourseRun.objects.filter(pk=run.pk).update(**{ended: NOW})

    assert settle() == 0


def test_what_the_team_took_back_is_not_handed_up_again(part, run):
    other = make_course(lessons=(1,), checks=False, title="Rain")
    enrollment = make_enrollment(run=make_run(make_programme(part, other)))
    finish(make_enrollment(run=make_run(part), learner=enrollment.learner))
    credit_parts(at=NOW)
    pair = ActivityResult.objects.get(enrollment=enrollment, kind=ResultKind.PART)
    ActivityResult.objects.filter(pk=pair.pk).update(voided_at=NOW, void_reason="By mistake")

    assert credit_parts(at=NOW) == 0


def test_a_programme_named_by_a_new_outline_counts_what_was_done(part):
    programme = make_course(lessons=(1,), checks=False, title="Leaders", format="PROGRAMME")
    enrollment = make_enrollment(run=make_run(programme))
    finish(make_enrollment(run=make_run(part), learner=enrollment.learner))
    assert credit_parts(at=NOW) == 0

    lesson = LessonPage.objects.descendant_of(course_page(programme)).get()
    lesson.body = [part_block(part)]
    lesson.save_revision().publish()
    compile_outline(programme)

    assert credit_parts(at=NOW) == 1


def test_many_cost_no_more_than_one(part, run, django_assert_max_num_queries):
    for _number in range(6):
        enrollment = make_enrollment(run=run)
        finish(make_enrollment(run=make_run(part), learner=enrollment.learner))

    with django_assert_max_num_queries(12):
        assert credit_parts(at=NOW) == 6


class TestInTheLesson:
    @pytest.fixture(autouse=True)
    def clock(self):
        with time_machine.travel(NOW, tick=False):
            yield

    @pytest.fixture
    def page_of(self, client):
        def get(enrollment):
            client.force_login(enrollment.learner)
            lesson = enrollment.run.course.newest_outline.outline.modules[0].lessons[0]
            address = reverse("learning:lesson", args=[enrollment.run.slug, lesson.slug])
            return client.get(address).content.decode()

        return get

    def test_it_leads_on_to_the_course_and_says_how_far_one_is(self, part, run, page_of):
        enrollment = make_enrollment(run=run)
        inside = make_enrollment(run=make_run(part), learner=enrollment.learner)
        Enrollment.objects.filter(pk=inside.pk).update(percent=40)

        page = page_of(enrollment)

        assert "Heat in cities" in page
        assert "You have done 40 % of it" in page
        assert reverse("learning:resume", args=[inside.run.slug]) in page

    def test_who_is_not_in_it_is_led_to_enroll(self, part, run, page_of):
        part_run = make_run(part)
        enrollment = make_enrollment(run=run)
        choose_part_runs(
            run=run,
            chosen={str(part.key): part_run.pk},
            by=make_learner(is_staff=True),
            at=NOW,
        )

        assert reverse("learning:enroll", args=[part_run.slug]) in page_of(enrollment)

    def test_without_a_run_it_says_so(self, run, page_of):
        assert "is not set yet" in page_of(make_enrollment(run=run))

    def test_once_completed_it_counts_there(self, part, run, page_of):
        enrollment = make_enrollment(run=run)
        finish(make_enrollment(run=make_run(part), learner=enrollment.learner))
        assert "It counts here in a few minutes" in page_of(enrollment)

        settle()

        assert "it counts here." in page_of(enrollment)

    def test_the_page_of_progress_names_the_course(self, run, client):
        enrollment = make_enrollment(run=run)
        client.force_login(enrollment.learner)

        page = client.get(reverse("learning:progress", args=[run.slug])).content.decode()

        assert "Course: Heat in cities" in page
