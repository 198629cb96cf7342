"""A run needs a number of people by a day, and may be cancelled: who hears, and what stays."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.actions import copy_run
from courses.models import CourseRun, EnrollmentMode, RunState
from learning.actions import (
    EnrollmentClosed,
    apply_for_seat,
    cancel_run,
    enroll,
    join_waiting,
)
from learning.deciding import warn_teams
from learning.models import Application, Enrollment, WaitingPlace
from learning.reminding import send_reminders
from mail.models import Delivery
from mail.rendering import render_message
from tests.courses.test_cms import run_data
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import (
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


@pytest.fixture
def run():
    return make_run(make_course(lessons=(2,), title="Reading streets"), title="Spring")


@pytest.fixture
def author():
    return make_learner(is_staff=True)


def cancel(run, author):
    return cancel_run(run=run, reason="The teacher is ill.", by=author, at=NOW)


def mails(template):
    return Delivery.objects.filter(template=template)


def test_everybody_hears_why_once_and_what_they_did_stays(run, author):
    enrollment = make_enrollment(run=run)
    do_lesson(enrollment, lessons_of(enrollment)[0])
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)
    waits = make_learner()
    join_waiting(learner=waits, run=run, at=NOW)

    assert cancel(run, author) == 2
    assert cancel(run, author) == 0

    told = mails("run_cancelled")
    assert {mail.user for mail in told} == {enrollment.learner, waits}
    assert "The teacher is ill." in render_message(told.first()).body
    row = Enrollment.objects.get(pk=enrollment.pk)
    assert (row.withdrawn_at, row.results.count() > 0) == (NOW, True)
    assert not WaitingPlace.objects.open().exists()
    assert not mails("seat_offered").exists()


def test_whoever_has_completed_keeps_it_and_hears_nothing(run, author):
    enrollment = finish(make_enrollment(run=run))

    cancel(run, author)

    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at is None
    assert not mails("run_cancelled").exists()


def test_who_asked_for_a_seat_hears_of_it_too(run, author):
    CourseRun.objects.filter(pk=run.pk).update(enrollment_mode=EnrollmentMode.APPROVAL)
    learner = make_learner()
    apply_for_seat(learner=learner, run=run, answers=[], at=NOW)

    cancel(run, author)

    assert mails("run_cancelled").get().user == learner
    assert not Application.objects.pending().exists()


def test_nobody_enrolls_in_it_is_reminded_of_it_or_finds_it_open(run, author):
    make_enrollment(run=run)
    cancel(run, author)
    run.refresh_from_db()

    assert run.state_at(NOW, 0) is RunState.CANCELLED
    with pytest.raises(EnrollmentClosed, match="cancelled"):
        enroll(learner=make_learner(), run=run, at=NOW)
    assert send_reminders(at=NOW + 3 * DAY) == 0
    assert not CourseRun.objects.open_or_running(at=NOW).exists()


def test_a_copy_of_it_is_not_cancelled(run, author):
    cancel(run, author)
    day = (NOW + 60 * DAY).date()

    copy, _is_new = copy_run(run=run, starts_on=day, token="7" * 32, by=author)

    assert copy.cancelled_at is None


# --- the smallest number ----------------------------------------------------------------------


@pytest.fixture
def small(run, author):
    CourseRun.objects.filter(pk=run.pk).update(minimum=2, decide_at=NOW + DAY)
    run.team.add(author)
    make_enrollment(run=run)
    return CourseRun.objects.get(pk=run.pk)


def test_the_team_hears_on_the_day_of_the_decision_once(small, author):
    assert warn_teams(at=NOW) == 0
    for _ in range(2):
        warn_teams(at=NOW + DAY)

    mail = mails("run_below_minimum").get()
    assert mail.user == author
    body = render_message(mail).body
    assert "needs 2 people, and 1 are enrolled" in body
    assert f"/cms/courses/runs/{small.pk}/" in body


def test_where_there_are_enough_nobody_hears_anything(small):
    make_enrollment(run=small)

    assert warn_teams(at=NOW + DAY) == 0


def test_a_run_without_a_team_tells_its_provider(small, author):
    small.team.clear()
    speaker = make_learner(is_staff=True)
    speaker.groups.add(small.course.provider.administrator_group)

    warn_teams(at=NOW + DAY)

    assert mails("run_below_minimum").get().user == speaker


@pytest.mark.parametrize("why", ["cancelled", "archived", "long ago"])
def test_what_is_decided_or_over_is_no_warning(small, author, why):
    at = NOW + DAY
    if why == "cancelled":
        cancel(small, author)
    elif why == "archived":
        CourseRun.objects.update(archived_at=NOW)
    else:
        at += 8 * DAY

    assert warn_teams(at=at) == 0


# --- in the CMS -------------------------------------------------------------------------------


@pytest.fixture
def keeper(run, client):
    with time_machine.travel(NOW, tick=False):
        person = make_learner(is_staff=True)
        person.groups.add(run.course.provider.author_group)
        client.force_login(person)
        yield person


def test_the_page_says_whom_it_concerns_and_asks_why(run, keeper, client):
    make_enrollment(run=run)
    address = reverse("studio:run-cancel", args=[run.pk])

    assert "1 person loses the seat." in client.get(address).content.decode()
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422
    assert "Tell people why" in empty.content.decode()
    assert CourseRun.objects.get(pk=run.pk).cancelled_at is None

    client.post(address, {"reason": "The teacher is ill."})

    assert CourseRun.objects.get(pk=run.pk).cancelled_at == NOW
    page = client.get(reverse("studio:run", args=[run.pk])).content.decode()
    assert "Cancelled" in page
    assert address not in page


def test_an_author_of_another_provider_finds_nothing(run, client):
    with time_machine.travel(NOW, tick=False):
        other = make_learner(is_staff=True)
        other.groups.add(make_course(lessons=(1,)).provider.author_group)
        client.force_login(other)
        address = reverse("studio:run-cancel", args=[run.pk])

        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minimum": "5"}, "decide_at"),
        ({"decide_at": "2027-01-25 09:00"}, "minimum"),
        ({"minimum": "50", "capacity": "30", "decide_at": "2027-01-25 09:00"}, "minimum"),
    ],
)
def test_number_and_day_belong_together_in_the_form(run, keeper, client, values, field):
    response = client.post(reverse("runs:edit", args=[run.pk]), run_data(run, **values))

    assert response.context["form"].errors[field]
