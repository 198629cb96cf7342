"""A host's desk under real processes: fifty give the code, while lists are kept and a report is
counted; each proof is there once, and each person has one fact.
"""

import hashlib
from datetime import timedelta

import pytest

from learning.models import ActivityResult, ResultKind
from live.actions import (
    give_code,
    import_report,
    list_attendance,
    load_report,
    make_code,
    settle_due,
)
from live.models import Attendance, LiveSession, Source
from live.reports.reading import read_report
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from tests.faults.forks import in_processes
from tests.live.arranging import run_with_session

from .test_live_at_once import make_crowd

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
MINUTE = timedelta(minutes=1)
AFTER = NOW + 120 * MINUTE


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=NOW)


def count_facts():
    return ActivityResult.objects.valid().filter(kind=ResultKind.SESSION).count()


def test_fifty_who_give_the_code_at_once_while_it_is_settled_are_there_once_each(session):
    people, host = make_crowd(session.run, 50), make_learner()
    code = make_code(session=session, shown="", by=host, at=NOW)
    open_now = LiveSession.objects.get()
    late = open_now.ends_at + 10 * MINUTE

    def act(place):
        for person in people[place // 2 :: 4]:
            give_code(session=open_now, enrollment_id=person.pk, typed=code.lower(), at=late)
        settle_due(at=late + place * MINUTE)

    in_processes(8, act)
    settle_due(at=late + 20 * MINUTE)

    assert Attendance.objects.filter(source=Source.CODE).count() == 50
    assert count_facts() == 50


def test_a_list_and_a_report_at_once_keep_both_and_hand_down_one_fact_each(session):
    people, host = make_crowd(session.run, 30), make_learner()
    lines = [f"{person.learner.name},{person.learner.email},85" for person in people]
    content = "\n".join(["Name,Email,Duration (Minutes)", *lines]).encode()
    report, _is_new = load_report(
        session=session,
        sheet=read_report(content),
        digest=hashlib.sha256(content).hexdigest(),
        file_name="report.csv",
        by=host,
        at=AFTER,
    )

    def act(place):
        if place % 3 == 0:
            import_report(report=report, chosen={}, by=host, at=AFTER)
        elif place % 3 == 1:
            came = {person.pk: None for person in people}
            list_attendance(session=session, came=came, by=host, at=AFTER)
        else:
            settle_due(at=AFTER)

    in_processes(6, act)
    settle_due(at=AFTER + MINUTE)

    for source in (Source.LIST, Source.REPORT):
        assert Attendance.objects.filter(source=source).count() == 30
    assert count_facts() == 30
