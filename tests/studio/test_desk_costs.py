"""The desk costs the same whether five people are in the run or a thousand."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.models import Enrollment
from live.models import Attendance, Source
from studio.sessions.desk import Asked, Show, read_arrivals, read_figures, read_people
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment
from tests.factories.live import make_session
from tests.live.arranging import run_with_session
from users.models import User

pytestmark = pytest.mark.django_db


def enroll_many(session, count):
    """As rows, with two proofs of each."""
    rule = make_enrollment(run=session.run).rule
    first = User.objects.count()
    users = User.objects.bulk_create(
        User(email=f"person-{first + number}@example.org", name=f"Person {number}")
        for number in range(count)
    )
    people = Enrollment.objects.bulk_create(
        Enrollment(learner=user, run=session.run, rule=rule, enrolled_at=NOW) for user in users
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, enrollment=each, source=source, at=NOW)
        for each in people
        for source in (Source.JOIN, Source.CODE)
    )


def test_a_thousand_people_cost_as_many_queries_as_five():
    run, block = run_with_session()
    session = make_session(run, block=block, starts_at=NOW)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            read_figures(session, at=NOW)
            read_arrivals(session)
            found = read_people(session, Asked(show=Show.CAME), zone="Asia/Seoul", at=NOW)
        return len(queries), len(found.lines)

    with time_machine.travel(NOW, tick=False):
        enroll_many(session, 5)
        few, _lines = cost()
        enroll_many(session, 1000)

        assert cost() == (few, 50)
