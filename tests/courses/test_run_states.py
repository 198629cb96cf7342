"""The one state of a run, and every place that says it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.cards import choose_run
from courses.forms import CourseRunForm
from courses.models import CourseRun, RunState
from courses.seats_door import seats_taken
from learning.actions import EnrollmentClosed, enroll, withdraw
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import make_learner
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NO_DATES = dict.fromkeys(["opens_at", "starts_at", "ends_at"])


def test_an_always_open_run_without_an_opening_date_is_open_at_once():
    run = make_run(is_always_open=True, **NO_DATES)

    assert run.state_at(NOW, 0) is RunState.OPEN
    assert run.has_started(at=NOW)
    assert choose_run([run], NOW) == run
    assert CourseRun.objects.open_or_running(at=NOW).get() == run
    assert enroll(learner=make_learner(), run=run, at=NOW).run == run


def test_any_other_run_without_an_opening_date_is_announced():
    run = make_run(**NO_DATES)

    assert run.state_at(NOW, 0) is RunState.UPCOMING
    assert not CourseRun.objects.open_or_running(at=NOW).exists()
    with pytest.raises(EnrollmentClosed, match="announced"):
        enroll(learner=make_learner(), run=run, at=NOW)


def test_an_always_open_run_still_waits_for_a_date_that_it_has():
    later = NOW + timedelta(days=3)
    opens_later = make_run(is_always_open=True, **{**NO_DATES, "opens_at": later})
    starts_later = make_run(is_always_open=True, **{**NO_DATES, "starts_at": later})

    assert opens_later.state_at(NOW, 0) is RunState.UPCOMING
    assert starts_later.state_at(NOW, 0) is RunState.OPEN
    assert not starts_later.has_started(at=NOW)


def test_an_always_open_run_ends_and_is_archived_like_any_other():
    ended = make_run(is_always_open=True, **{**NO_DATES, "ends_at": NOW})
    archived = make_run(is_always_open=True, archived_at=NOW, **NO_DATES)

    assert ended.state_at(NOW, 0) is RunState.ENDED
    assert archived.state_at(NOW, 0) is RunState.ARCHIVED


def test_the_public_pages_offer_to_enroll_in_it(client):
    course = make_course(lessons=(1,), checks=False)
    run = make_run(course, is_always_open=True, **NO_DATES)

    page = client.get(course_page(course).get_url()).content.decode()
    catalogue = client.get(course_page(course).get_parent().get_parent().get_url()).content.decode()

    assert f"/learn/{run.slug}/enroll/" in page
    assert "At any time" in page
    assert "Start at any time" in catalogue
    assert "Announced" not in page + catalogue


def test_the_form_says_what_no_opening_date_means():
    superuser = User.objects.create_superuser("root@example.org", "a-long-password")
    form = CourseRunForm(for_user=superuser)

    assert "open at once" in str(form.fields["opens_at"].help_text)


def test_the_list_of_the_cms_says_full_and_the_day_in_the_runs_own_zone(client):
    keeper = User.objects.create_superuser("root@example.org", "a-long-password")
    midnight = datetime(2027, 1, 10, 23, 30, tzinfo=UTC)
    full = make_run(capacity=1, time_zone="Asia/Kuala_Lumpur", starts_at=midnight)
    free = make_run(capacity=2, starts_at=None)
    for run in (full, free):
        enroll(learner=make_learner(), run=run, at=NOW)

    with time_machine.travel(NOW, tick=False):
        client.force_login(keeper)
        text = client.get(reverse("runs:index")).content.decode()

    rows = [row.get_text(" ") for row in BeautifulSoup(text, "html.parser").select("tr")]
    of_full = next(row for row in rows if str(full) in row)
    of_free = next(row for row in rows if free.slug in row)
    assert "Full" in of_full
    assert "11 January 2027 (Kuala Lumpur)" in of_full
    assert "Open for enrollment" in of_free


def test_a_seat_that_was_given_back_is_free_in_the_list(client):
    run = make_run(capacity=1)
    enrollment = enroll(learner=make_learner(), run=run, at=NOW)
    assert seats_taken([run.pk]) == {run.pk: 1}

    withdraw(enrollment=enrollment, at=NOW)

    assert seats_taken([run.pk]) == {}
    assert seats_taken([]) == {}
