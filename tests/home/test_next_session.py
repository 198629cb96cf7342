"""My learning: the live session that comes next, on one's own clock, and the way in."""

from datetime import datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from learning.actions import withdraw
from live.models import Attendance
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def enrollment(clock):
    return make_enrollment(
        run=make_run(time_zone="Asia/Seoul"), learner=make_learner(time_zone="Asia/Kathmandu")
    )


def shown(client, enrollment):
    client.force_login(enrollment.learner)
    page = BeautifulSoup(client.get(reverse("home:dashboard")).content, "html.parser")
    return page.select_one("[aria-labelledby=next-session]")


def test_the_next_of_all_courses_stands_there_in_ones_own_zone(enrollment, client):
    other = make_enrollment(run=make_run(), learner=enrollment.learner)
    make_session(enrollment.run, title="Later", starts_at=NOW + 3 * DAY)
    make_session(
        other.run, title="Cancelled", starts_at=NOW + HOUR, cancelled_at=NOW, cancel_reason="Storm"
    )
    make_session(enrollment.run, title="Over", starts_at=NOW - 2 * HOUR)
    make_session(enrollment.run, title="Tomorrow", starts_at=NOW + DAY)
    make_session(make_run(), title="Of others", starts_at=NOW + HOUR)

    section = shown(client, enrollment)

    assert section.h2.get_text() == "Tomorrow"
    assert "14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in section.get_text()
    assert section.select_one("form") is None


def test_while_one_may_join_the_button_is_there_and_joins(enrollment, client, clock):
    session = make_session(enrollment.run, starts_at=NOW + 15 * HOUR / 60)

    form = shown(client, enrollment).select_one("form")
    client.post(form["action"])

    assert Attendance.objects.get().session == session
    assert form.button.get_text() == "Join the session"


def test_one_that_runs_stays_until_its_end(enrollment, client, clock):
    make_session(enrollment.run, title="Running", starts_at=NOW - HOUR)
    assert shown(client, enrollment).h2.get_text() == "Running"

    clock.shift(HOUR)
    assert shown(client, enrollment) is None


def test_who_left_the_course_sees_none(enrollment, client):
    make_session(enrollment.run)
    withdraw(enrollment=enrollment, at=NOW)

    assert shown(client, enrollment) is None


def test_one_that_starts_later_says_its_real_begin_and_end(enrollment, client):
    make_session(enrollment.run, starts_at=NOW + DAY, delay_minutes=10)

    section = shown(client, enrollment)

    assert "14:55 – 16:25 (Kathmandu); 18:10 (Seoul)" in section.get_text()
    assert "10 minutes later than planned" in section.get_text()
    begins = datetime.fromisoformat(section.time["datetime"])
    assert begins == NOW + DAY + timedelta(minutes=10)
