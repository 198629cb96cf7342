"""A worker killed while it hands down who attended, and two that do so at once."""

from datetime import timedelta

import pytest

from learning.models import ActivityResult, ResultKind
from live.actions import note_evidence, settle_due
from live.models import Attendance, LiveSession, Source
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment
from tests.factories.live import make_attendance, make_session
from tests.faults.killing import all_rows, kills
from tests.live.arranging import run_with_session
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
END = NOW + timedelta(days=1, minutes=90)
LATER = END + timedelta(hours=1)
KEPT = ("learning.ActivityResult", "learning.Enrollment", "live.LiveSession")


@pytest.fixture
def session():
    run, block = run_with_session()
    session = make_session(run, block=block)
    for _ in range(6):
        make_attendance(session, make_enrollment(run=run), Source.LIST)
    return session


def count_facts():
    return ActivityResult.objects.valid().filter(kind=ResultKind.SESSION).count()


def test_killed_before_any_statement_nothing_or_all_is_handed_down(session):
    before = all_rows(*KEPT)
    count = 0

    for _place in kills(lambda: settle_due(at=END)):
        count += 1
        if all_rows(*KEPT) != before:
            break

    assert count > 7
    assert settle_due(at=LATER) in (0, 1)
    assert count_facts() == 6
    assert settle_due(at=LATER) == 0


def test_killed_while_it_takes_back_the_rest_stays_true(session):
    settle_due(at=END)
    lost = Attendance.objects.filter(session=session).order_by("pk")[:3]
    Attendance.objects.filter(pk__in=[row.pk for row in lost]).update(minutes=1)
    note_evidence(session, at=LATER)

    seen = set()
    for _place in kills(lambda: settle_due(at=LATER)):
        seen.add(count_facts())
    settle_due(at=LATER)

    assert seen <= {6, 3}
    assert count_facts() == 3
    assert LiveSession.objects.get().settled_at is not None


def test_settled_by_several_at_once_each_has_one_fact(session):
    at_once(6, lambda _place: settle_due(at=END))

    assert count_facts() == 6
    assert LiveSession.objects.get().settled_at == END
