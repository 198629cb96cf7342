"""A copy of a run: the same hours on the host's clock, other days, nobody in it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from courses.actions import copy_run
from courses.models import CourseRun
from learning.actions import join_waiting
from learning.models import Enrollment, WaitingPlace
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NO_DATES = dict.fromkeys(["opens_at", "starts_at", "ends_at"])


@pytest.fixture
def author():
    return make_learner(is_staff=True)


def copied(run, starts_on, by, token=None):
    return copy_run(run=run, starts_on=starts_on, token=token or uuid4(), by=by)


def test_every_date_moves_by_whole_days_and_keeps_its_hour_across_a_change_of_the_clock(author):
    run = make_run(
        time_zone="Europe/Paris",
        opens_at=datetime(2027, 2, 1, 8, 0, tzinfo=UTC),
        starts_at=datetime(2027, 3, 1, 8, 0, tzinfo=UTC),  # 09:00 in winter
        ends_at=datetime(2027, 3, 21, 22, 59, tzinfo=UTC),
    )

    copy, is_new = copied(run, date(2027, 4, 5), author)

    assert is_new
    assert copy.starts_at == datetime(2027, 4, 5, 7, 0, tzinfo=UTC)  # 09:00 in summer
    assert copy.opens_at == datetime(2027, 3, 8, 8, 0, tzinfo=UTC)
    assert copy.ends_at == datetime(2027, 4, 25, 21, 59, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_becomes_the_next_that_it_shows(author):
    run = make_run(
        **{**NO_DATES, "time_zone": "Europe/Paris"},
        closes_at=None,
    )
    CourseRun.objects.filter(pk=run.pk).update(starts_at=datetime(2027, 3, 1, 1, 30, tzinfo=UTC))
    run.refresh_from_db()

    copy, _is_new = copied(run, date(2027, 3, 28), author)

    assert copy.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 is 03:30 that day


def test_people_stay_behind_and_terms_come_along(author):
    run = make_run(capacity=1, languages=["en", "bn"], title="Spring")
    run.team.add(author)
    make_enrollment(run=run)
    join_waiting(learner=make_learner(), run=run, at=NOW)

    copy, _is_new = copied(run, date(2027, 6, 1), author)

    assert (copy.capacity, copy.languages, copy.title) == (1, ["en", "bn"], "Spring")
    assert list(copy.team.all()) == [author]
    assert not Enrollment.objects.filter(run=copy).exists()
    assert not WaitingPlace.objects.filter(run=copy).exists()
    assert Enrollment.objects.filter(run=run).count() == 1


def test_a_copy_follows_the_newest_outline_and_is_not_archived(author):
    run = make_run(archived_at=NOW)
    run.pinned_outline = run.course.newest_outline
    run.save()

    copy, _is_new = copied(run, date(2027, 6, 1), author)

    assert copy.pinned_outline is None
    assert copy.archived_at is None


def test_its_address_is_free_and_says_the_new_year(author):
    run = make_run(slug="shade-2026")
    make_run(run.course, slug="shade-2027")

    copy, _is_new = copied(run, date(2027, 6, 1), author)

    assert copy.slug == "shade-2027-2"


def test_a_form_that_is_sent_twice_makes_one_copy(author):
    run, token = make_run(), uuid4()

    first, _is_new = copied(run, date(2027, 6, 1), author, token)
    second, is_new = copied(run, date(2027, 6, 1), author, token)

    assert first == second
    assert not is_new
    assert CourseRun.objects.filter(course=run.course).count() == 2


def test_a_run_without_dates_is_copied_without(author):
    run = make_run(is_always_open=True, **NO_DATES)

    copy, _is_new = copied(run, None, author)

    assert copy.is_always_open
    assert copy.starts_at is None
    assert copy.created_at >= run.created_at - timedelta(seconds=1)
