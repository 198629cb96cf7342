"""When sessions are: asked of whoever knows it, in one go."""

from datetime import timedelta
from uuid import uuid4

import pytest

from courses import sessions_door
from courses.sessions_door import SessionFace, register_session_reader, sessions_of
from tests.factories.courses import NOW


def face(run_id, hours):
    starts_at = NOW + timedelta(hours=hours)
    return SessionFace(
        key=uuid4(),
        run_id=run_id,
        lesson_key="",
        activity_key="",
        title="A street at noon",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="Asia/Kathmandu",
        place=sessions_door.LINK,
        room="",
        is_cancelled=False,
    )


@pytest.fixture(autouse=True)
def _nobody_knows(monkeypatch):
    monkeypatch.setattr(sessions_door, "_readers", [])


def test_without_a_reader_no_session_has_a_date():
    assert sessions_of([1]) == ()


def test_the_earliest_comes_first_and_a_reader_is_asked_once():
    asked = []

    def reader(run_ids):
        asked.append(list(run_ids))
        return [face(1, 9), face(2, 3)]

    register_session_reader(reader)
    register_session_reader(reader)

    assert [each.run_id for each in sessions_of([1, 2])] == [2, 1]
    assert asked == [[1, 2]]


def test_without_runs_nobody_is_asked():
    register_session_reader(lambda run_ids: pytest.fail("asked"))

    assert sessions_of([]) == ()
