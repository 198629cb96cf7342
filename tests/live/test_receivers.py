"""Sessions follow their run: copied to other days with it, cancelled with it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from courses.actions import copy_course, copy_run
from courses.models import CourseRun
from learning.actions import cancel_run
from live.models import LiveSession
from mail.models import Delivery
from notifications.models import Notice
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session

from .arranging import announce, run_with_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARCH = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # 09:00 in Paris


@pytest.fixture
def by():
    return make_learner(is_staff=True)


@pytest.fixture
def arranged():
    days = {"starts_at": MARCH, "ends_at": MARCH + timedelta(days=60)}
    return run_with_session(time_zone="Europe/Paris", **days)


def copied(run, starts_on, by):
    copy, _is_new = copy_run(run=run, starts_on=starts_on, token=uuid4(), by=by)
    return copy


def test_a_copy_holds_its_sessions_at_the_same_hour_without_what_happened(arranged, by):
    run, block = arranged
    session = make_session(
        run,
        block=block,
        starts_at=MARCH + timedelta(days=2),
        speakers=[{"name": "Rina", "role": ""}],
        code="ABCDEF",
        sequence=4,
        recording_url="https://films.example.org/1",
        recording_at=NOW,
        held_minutes=50,
    )

    copy = copied(run, date(2027, 4, 5), by)

    made = copy.sessions.get()
    assert made.starts_at == datetime(2027, 4, 7, 7, 0, tzinfo=UTC)  # 09:00 in summer
    assert (made.planned_for, made.time_zone) == ("2027-04-07T09:00", "Europe/Paris")
    assert (made.title, made.activity_key) == (session.title, block["id"])
    assert made.speakers == session.speakers
    assert made.key != session.key
    assert (made.sequence, made.code, made.recording_url, made.join_url) == (0, "", "", "")
    assert made.held_minutes is None


def test_an_hour_that_the_clock_leaves_out_becomes_the_first_after_it(arranged, by):
    run, _block = arranged
    make_session(run, starts_at=MARCH.replace(hour=1, minute=30))

    copy = copied(run, date(2027, 3, 28), by)

    assert copy.sessions.get().planned_for == "2027-03-28T03:30"


def test_it_has_the_terms_of_today_and_counts_for_nothing_where_none_is_announced(arranged, by):
    run, block = arranged
    make_session(run, block=block, starts_at=MARCH)
    announce(run.course, {**block, "value": {**block["value"], "required_share_percent": 50}})
    assert copied(run, date(2027, 4, 5), by).sessions.get().required_share_percent == 50

    announce(run.course)

    made = copied(run, date(2027, 5, 3), by).sessions.get()
    assert (made.lesson_key, made.activity_key) == (None, "")


def test_a_series_is_one_in_the_copy_and_cancelled_sessions_stay_behind(arranged, by):
    run, _block = arranged
    for number in range(2):
        make_session(run, title=f"Case {number}", starts_at=MARCH, series_key=run.course.key)
    make_session(run, starts_at=MARCH, cancelled_at=NOW, cancel_reason="Illness")

    keys = [each.series_key for each in copied(run, date(2027, 4, 5), by).sessions.all()]

    assert len(keys) == 2
    assert len({*keys, run.course.key}) == 2


def test_a_copied_course_and_a_run_without_days_take_no_session_along(arranged, by):
    run, block = arranged
    make_session(run, block=block, starts_at=MARCH)
    by.groups.add(run.course.provider.author_group)
    copy_course(
        course=run.course,
        titles={"en": "Another"},
        slug="another",
        runs=[run],
        starts_on=date(2027, 4, 5),
        token=uuid4(),
        by=by,
    )
    CourseRun.objects.filter(pk=run.pk).update(
        **dict.fromkeys(["opens_at", "closes_at", "starts_at", "ends_at"])
    )
    run.refresh_from_db()
    copied(run, None, by)

    assert CourseRun.objects.count() == 3
    assert LiveSession.objects.count() == 1


def test_a_cancelled_run_cancels_what_is_to_come_and_its_own_mail_says_so_alone(
    arranged, by, client
):
    run, block = arranged
    coming = make_session(run, block=block, starts_at=NOW + timedelta(days=1))
    held = make_session(run, starts_at=NOW - timedelta(days=1))
    enrollment = make_enrollment(run=run)

    cancel_run(run=run, reason="No trainer.", by=by, at=NOW)

    coming.refresh_from_db()
    held.refresh_from_db()
    assert (coming.cancelled_at, coming.sequence) == (NOW, 1)
    assert coming.cancel_reason == "The whole run is cancelled."
    assert held.cancelled_at is None
    mails = Delivery.objects.filter(user=enrollment.learner)
    assert [*mails.values_list("template", flat=True)].count("run_cancelled") == 1
    assert not mails.filter(template="session_cancelled").exists()
    assert not Notice.objects.exists()


def test_an_archived_run_leaves_public_calendars(arranged, client):
    run, block = arranged
    make_session(run, block=block, starts_at=NOW + timedelta(days=1))
    address = reverse("live-calendars:course", args=[run.course.key])
    assert b"BEGIN:VEVENT" in client.get(address).content

    CourseRun.objects.update(archived_at=NOW)

    assert b"BEGIN:VEVENT" not in client.get(address).content
