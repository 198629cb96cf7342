"""What is handed to a person of their sessions, and what erasure leaves."""

import json
import uuid

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from live.models import Attendance, AttendanceReport, PersonalLinks, SessionReminder, SignUp, Source
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session, make_sign_up
from users.actions import erase_user
from users.personal_data import collect_personal_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_session()


@pytest.fixture
def person(session):
    user = make_learner(name="Ayu Lestari", email="ayu@example.org")
    enrollment = make_enrollment(run=session.run, learner=user)
    make_attendance(session, enrollment)
    make_attendance(session, enrollment, Source.LIST, by=make_learner())
    SessionReminder.objects.create(
        session=session, enrollment=enrollment, key="hour-20270121T0900", sent_at=NOW
    )
    PersonalLinks.objects.create(user=user, calendar_key=uuid.uuid4())
    make_sign_up(session.run, email="ayu@example.org", name="Ayu", confirmed_at=NOW, user=user)
    return user


def load_report(session, *rows):
    return AttendanceReport.objects.create(
        session=session, digest=uuid.uuid4().hex, rows=list(rows), read_at=NOW, by=make_learner()
    )


def test_the_file_holds_proofs_reminders_and_sign_ups_and_no_link_that_is_a_key(person, session):
    load_report(session, {"name": "Ayu Lestari", "minutes": "80"}, {"name": "Somebody Else"})

    data = collect_personal_data(user=person, at=NOW)

    assert data["incomplete"] == []
    assert [row["source"] for row in data["sessions"]] == ["JOIN", "LIST"]
    assert data["session_reminders"][0]["key"] == "hour-20270121T0900"
    assert data["sign_ups"][0]["city_name"] == "Dhaka"
    assert [row["line"]["minutes"] for row in data["lines_of_reports"]] == ["80"]
    assert data["session_links"] == [{"has_calendar": True, "links_revoked_at": None}]
    written = json.dumps(data, cls=DjangoJSONEncoder)
    assert session.join_url not in written
    assert str(person.personal_links.calendar_key) not in written
    assert "Somebody Else" not in written


def test_erasure_keeps_attendance_and_takes_links_addresses_and_lines(person, session):
    report = load_report(
        session,
        {"name": "Ayu L.", "email": "AYU@example.org", "minutes": "80"},
        ["ayu  lestari", "80"],
        {"name": "Somebody Else", "email": "else@example.org", "minutes": "90"},
    )
    key = SignUp.objects.get(user=person).email_key

    erase_user(user=person, at=NOW)

    assert Attendance.objects.filter(enrollment__learner=person).count() == 2
    assert not PersonalLinks.objects.exists()
    sign_up = SignUp.objects.get(user=person)
    assert (sign_up.email, sign_up.name, sign_up.city_name) == ("", "", "")
    assert sign_up.email_key != key
    report.refresh_from_db()
    assert report.rows == [
        {"name": "", "email": "", "minutes": ""},
        ["", ""],
        {"name": "Somebody Else", "email": "else@example.org", "minutes": "90"},
    ]


def test_a_sign_up_under_an_address_that_somebody_else_proved_is_not_theirs(person, session):
    other = make_learner()
    waiting = make_sign_up(email="third@example.org")

    erase_user(user=other, at=NOW)

    waiting.refresh_from_db()
    assert waiting.email == "third@example.org"
    assert SignUp.objects.get(user=person).email == "ayu@example.org"
