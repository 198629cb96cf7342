"""A run is changed by one action, which logs what and announces it under the lock."""

import pytest
from wagtail.models import ModelLogEntry

from courses.actions import archive_run, change_run, restore_run
from courses.models import CourseRun
from learning.actions import join_waiting
from learning.models import WaitingPlace
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def author():
    return make_learner(is_staff=True, name="Ana")


def entries(run):
    return list(ModelLogEntry.objects.filter(action="courses.change_run", object_id=str(run.pk)))


def test_the_log_says_which_columns_changed_from_what_to_what(author):
    run = make_run(title="Spring", capacity=20)

    change_run(run=run, values={"title": "Summer", "capacity": 20}, by=author, at=NOW)

    (entry,) = entries(run)
    assert entry.data["changed"] == {"title": ["Spring", "Summer"]}
    assert entry.user == author


def test_nothing_changed_is_nothing_logged(author):
    run = make_run(title="Spring")

    change_run(run=run, values={"title": "Spring", "team": []}, by=author, at=NOW)

    assert entries(run) == []


def test_seats_added_are_offered_to_who_waits_in_the_same_transaction(author):
    run = make_run(capacity=1)
    make_enrollment(run=run)
    join_waiting(learner=make_learner(), run=run, at=NOW)

    change_run(run=run, values={"capacity": 2}, by=author, at=NOW)

    assert WaitingPlace.objects.get(run=run).offered_at == NOW


def test_the_log_names_nobody_of_the_team(author):
    run = make_run()

    change_run(run=run, values={"team": [author]}, by=author, at=NOW)

    (entry,) = entries(run)
    assert entry.data == {"changed": {"team": []}}
    assert run.team_names() == ("Ana",)


def test_a_colleague_without_a_name_is_not_shown_to_the_public():
    run = make_run()
    run.team.add(make_learner(name=""))

    assert run.team_names() == ()


def test_a_run_is_archived_and_shown_again_once_each(author):
    run = make_run()

    run = archive_run(run=run, by=author, at=NOW)
    archive_run(run=run, by=author, at=NOW)
    assert not CourseRun.objects.listed().filter(pk=run.pk).exists()

    restore_run(run=run, by=author, at=NOW)
    assert CourseRun.objects.listed().filter(pk=run.pk).exists()
    assert len(entries(run)) == 2
