"""What breaks the constraints of `live`."""

from __future__ import annotations

import uuid

from live.models import Attendance, AttendanceReport, LiveSession, SessionReminder, SignUp
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session, make_sign_up


def session() -> LiveSession:
    return make_session(lesson_key=uuid.uuid4(), activity_key=str(uuid.uuid4()))


def attendance() -> Attendance:
    run = make_run()
    return make_attendance(make_session(run), make_enrollment(run=run))


def reminder() -> SessionReminder:
    run = make_run()
    return SessionReminder.objects.create(
        session=make_session(run),
        enrollment=make_enrollment(run=run),
        key="day-20270121T0900",
        sent_at=NOW,
    )


def report() -> AttendanceReport:
    return AttendanceReport.objects.create(
        session=make_session(),
        digest="0" * 64,
        rows=[{"name": "Somebody"}],
        read_at=NOW,
        confirmed_at=NOW,
        by=make_learner(),
    )


def sign_up() -> SignUp:
    return make_sign_up()


BREAKS: dict[str, Break] = {
    "live_livesession_minutes_positive": change(session, minutes=0),
    "live_livesession_fold_known": change(session, fold=2),
    "live_livesession_share_in_percent": change(session, required_share_percent=101),
    "live_livesession_place_known": change(session, place="MOON", room="Sea of Rains"),
    "live_livesession_link_or_room": change(session, place="ROOM"),
    "live_livesession_activity_has_lesson": change(session, lesson_key=None),
    "live_livesession_once_per_activity": copy(session, key=uuid.uuid4()),
    "live_livesession_recording_has_a_time": change(
        session, recording_url="https://video.example.org/1"
    ),
    "live_livesession_slides_have_a_time": change(
        session, slides_url="https://slides.example.org/1"
    ),
    "live_livesession_cancelled_says_why": change(session, cancelled_at=NOW),
    "live_attendance_once_per_source": copy(attendance),
    "live_attendance_source_known": change(attendance, source="RUMOUR"),
    "live_attendance_minutes_by_people": change(attendance, source="LIST"),
    "live_attendance_has_a_moment": change(attendance, at=None),
    "live_sessionreminder_once_per_key": copy(reminder),
    "live_attendancereport_wiped_is_empty": change(report, wiped_at=NOW),
    "live_attendancereport_once_per_file": copy(report, token=uuid.uuid4()),
    "live_signup_once_an_address": copy(sign_up),
    "live_signup_confirmed_has_user": change(sign_up, confirmed_at=NOW),
    "live_signup_forgotten_is_empty": change(sign_up, email=""),
}
