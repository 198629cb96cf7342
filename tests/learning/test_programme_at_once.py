"""Many who enroll in a programme at the same moment, and courses that are completed meanwhile."""

import pytest

from courses.actions import choose_part_runs
from learning.actions import PartFull, enroll
from learning.models import ActivityResult, Enrollment, ResultKind
from learning.parts_done import credit_parts
from learning.refreshing import refresh_stale
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import finish, make_learner
from tests.learning.programmes import make_programme
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


def programme_run(*part_runs):
    programme = make_programme(*(part.course for part in part_runs))
    run = make_run(programme)
    chosen = {str(part.course.key): part.pk for part in part_runs}
    choose_part_runs(run=run, chosen=chosen, by=make_learner(is_staff=True), at=NOW)
    return run


def test_as_many_get_in_as_the_smallest_course_has_seats_and_all_of_them_everywhere():
    heat = make_run(make_course(lessons=(1,), checks=False))
    rain = make_run(
        make_course(lessons=(1,), checks=False, provider=heat.course.provider), capacity=5
    )
    run = programme_run(heat, rain)
    learners = [make_learner() for _number in range(12)]

    def act(place):
        try:
            return enroll(learner=learners[place], run=run, at=NOW).pk
        except PartFull:
            return None

    got_in = [each for each in at_once(12, act) if each]

    assert len(got_in) == 5
    for each in (run, heat, rain):
        assert each.enrollments.count() == 5


def test_one_who_presses_twice_is_in_each_course_once():
    heat = make_run(make_course(lessons=(1,), checks=False))
    run, learner = programme_run(heat), make_learner()

    at_once(6, lambda _place: enroll(learner=learner, run=run, at=NOW).pk)

    assert Enrollment.objects.filter(learner=learner).count() == 2


def test_courses_completed_while_they_are_counted_count_once_each():
    heat = make_run(make_course(lessons=(1,), checks=False))
    rain = make_run(make_course(lessons=(1,), checks=False, provider=heat.course.provider))
    run, learner = programme_run(heat, rain), make_learner()
    enroll(learner=learner, run=run, at=NOW)
    inside = list(Enrollment.objects.filter(learner=learner).exclude(run=run))

    def act(place):
        if place < 2:
            return finish(inside[place]).completed_at
        return credit_parts(at=NOW)

    at_once(6, act)
    credit_parts(at=NOW)
    refresh_stale(at=NOW)

    assert ActivityResult.objects.filter(kind=ResultKind.PART).count() == 2
    assert Enrollment.objects.get(run=run).completed_at == NOW
