"""Live trainings in the demo: one that was held, a series that runs, a webinar, a programme."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.models import CoursePage
from discussions.models import Announcement, Post, Thread
from learning.models import Enrollment
from live.actions import settle_due
from live.models import Attendance, LiveSession, SessionState, SignUp, Source
from tests.live.pages import fields_of
from users.models import User

from .sample import NOW, enrollment, run

pytestmark = pytest.mark.django_db


def sessions_of(key):
    return list(run(key).sessions.order_by("starts_at"))


def test_the_training_that_was_held_was_attended_in_every_way_and_completed(network):
    held = Attendance.objects.filter(session__run=run("held"))

    assert set(held.values_list("source", flat=True)) == set(Source.values)
    completed = Enrollment.objects.completed().filter(run=run("held"))
    assert completed.count() == 8
    assert all(each.completed_at < run("held").ends_at for each in completed)
    assert enrollment("putu", "held").completed_at is None
    assert 0 < enrollment("putu", "held").percent < 100
    assert enrollment("kavitha", "held").completed_at is not None  # by the recording


def test_nothing_is_left_to_settle(network):
    settled = LiveSession.objects.filter(starts_at__lt=NOW)
    assert settled.count() == 4
    before = Enrollment.objects.completed().count()

    settle_due(at=NOW)

    assert Enrollment.objects.completed().count() == before


def test_a_series_of_three_runs_and_its_second_session_is_tomorrow(network):
    first, second, third = sessions_of("series")

    states = [each.state_at(NOW) for each in (first, second, third)]
    assert states == [SessionState.OVER, SessionState.PLANNED, SessionState.PLANNED]
    assert second.planned_for == "2027-03-11T14:00"
    assert third.starts_at - second.starts_at == timedelta(days=7)
    assert len({each.series_key for each in (first, second, third)}) == 1
    assert first.recording_url


@pytest.mark.parametrize("page", ["session", "session-materials"])
def test_the_sessions_that_come_with_it_can_be_changed_as_they_are(network, client, page):
    first, *_others = sessions_of("series")
    address = reverse(f"studio:{page}", args=[first.pk])
    with time_machine.travel(NOW, tick=False):
        client.force_login(User.objects.filter(is_superuser=True, is_active=True)[0])
        assert client.post(address, fields_of(client.get(address))).status_code == 302


def test_a_webinar_is_announced_and_a_programme_has_its_courses(network):
    (session,) = sessions_of("webinar")
    assert 8 <= (session.starts_at - NOW).days <= 9
    asked = SignUp.objects.filter(run=run("webinar"))
    assert (asked.count(), asked.exclude(confirmed_at=None).count()) == (12, 9)
    assert Enrollment.objects.active().filter(run=run("webinar")).count() == 9 + 2
    parts = run("leadership").parts
    assert set(parts.values_list("part_run", flat=True)) == {run("governance").pk, run("series").pk}

    # Whoever is in the programme is in its courses, and who was in one already stays there.
    assert enrollment("learner", "governance")
    assert enrollment("nour", "series")


def test_people_talk_about_the_series_and_its_host_answers(network):
    thread = Thread.objects.filter(run=run("series")).earliest("created_at")

    assert thread.answer_count == 2
    assert Post.objects.filter(
        thread__run=run("series"), author__email__startswith="author"
    ).exists()
    assert (
        Announcement.objects.get().told_count
        == Enrollment.objects.filter(run=run("series")).count()
    )


def test_the_public_page_of_the_series_names_its_sessions(network, client):
    page = CoursePage.objects.get(slug="japanese-case-studies", locale__language_code="en")

    text = client.get(page.get_url()).content.decode()

    assert "Resilience education that people enjoy" in text
    assert "/demo/meeting/" not in text
