"""A server that is killed while a team moves, cancels or announces: all is done or nothing, and
whoever presses once more finds it done once.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from discussions.actions import announce
from learning.actions import cancel_run
from live.actions import cancel_session, change_following
from live.hours import days_later, hour_of
from live.models import LiveSession
from mail.models import WAITING_STATES, Delivery
from notifications.models import Notice
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from tests.faults.killing import all_rows, kills

from .test_live_at_once import make_crowd

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
PEOPLE = 3


class Team:
    """A series of three with some people in it, and whoever hosts it."""

    def __init__(self):
        run, key = make_run(make_course(lessons=(1,))), uuid4()
        make_crowd(run, PEOPLE)
        self.run, self.host, self.token = run, make_learner(), uuid4()
        self.sessions = [
            make_session(run, starts_at=NOW + timedelta(days=2 + number), series_key=key)
            for number in range(3)
        ]

    def moves_all(self):
        first = self.sessions[0]
        values = days_later(hour_of(first), 1).fields()
        change_following(session=first, values=values, sequence=0, by=self.host, at=NOW)

    def cancels_the_first(self):
        by = {"reason": "Storm", "drops": False, "by": self.host, "at": NOW}
        cancel_session(session=self.sessions[0], **by)

    def cancels_the_run(self):
        cancel_run(run=self.run, reason="Storm", by=self.host, at=NOW)

    def announces(self):
        texts = {"en": {"subject": "Bring a hat", "body": "It is hot."}}
        announce(run=self.run, texts=texts, token=self.token, by=self.host, at=NOW)


def waiting(template):
    return Delivery.objects.filter(template=template, state__in=WAITING_STATES).count()


@pytest.fixture
def team():
    return Team()


def all_or_nothing(deed):
    """Killed before its statements, one after the other; then done, and done once more."""
    before = all_rows()
    found = [all_rows() for _place in kills(deed, step=6)]
    done = all_rows()
    assert len(found) > 1
    assert all(rows in (before, done) for rows in found)
    deed()
    assert all_rows() == done


def test_a_series_is_moved_and_told_or_not(team):
    all_or_nothing(team.moves_all)

    assert waiting("session_moved") == PEOPLE
    assert Notice.objects.count() == 3 * PEOPLE


def test_the_first_of_a_series_is_cancelled_and_the_others_are_told_or_not(team):
    team.moves_all()

    all_or_nothing(team.cancels_the_first)

    assert waiting("session_cancelled") == PEOPLE
    assert waiting("session_moved") == PEOPLE


def test_a_run_is_cancelled_with_its_sessions_or_not(team):
    all_or_nothing(team.cancels_the_run)

    assert waiting("run_cancelled") == PEOPLE
    assert not LiveSession.objects.uncancelled().exists()


def test_an_announcement_stands_there_and_is_told_or_not(team):
    all_or_nothing(team.announces)

    assert waiting("announcement") == PEOPLE
