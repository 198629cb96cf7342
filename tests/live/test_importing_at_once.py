"""Two hosts load the same report, and count it, at the same moment."""

import pytest

from live.actions import import_report
from live.models import Attendance, AttendanceReport
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from tests.threads import at_once

from .arranging import run_with_session
from .test_importing import AFTER, counted, load, person, sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
AT_ONCE = 6


def test_one_report_is_kept_and_everybody_is_counted_once():
    run, block = run_with_session()
    session = make_session(run, block=block)
    person(session, "Rina Kusuma", "rina@example.org")
    person(session, "Ada Okafor")
    hosts = [make_learner() for _ in range(AT_ONCE)]

    def act(number):
        report, _is_new = load(session, hosts[number], sample("zoom"))
        return import_report(report=report, chosen={}, by=hosts[number], at=AFTER).added

    assert sorted(at_once(AT_ONCE, act)) == [0] * (AT_ONCE - 1) + [2]
    assert AttendanceReport.objects.count() == 1
    assert Attendance.objects.count() == 2
    assert counted(session) == {"Rina Kusuma": 85, "Ada Okafor": 22}
