"""Rounds of mails that are killed, or made twice at once: each person hears once."""

from datetime import timedelta

import pytest

from learning.models import Enrollment
from live import reminding
from live.mails import SESSION_REMINDER
from live.models import SessionReminder
from live.reminding import send_session_reminders
from mail.models import Delivery
from notifications import digests, kinds
from notifications.digests import send_digests
from notifications.kinds import Kind
from notifications.models import Notice, Way
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.factories.notifications import make_notice
from tests.faults.killing import kills
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
START = NOW + timedelta(days=3)
PEOPLE = 5


@pytest.fixture
def round_of_reminders(monkeypatch):
    """Two people are written to in one transaction."""
    monkeypatch.setattr(reminding, "CHUNK", 2)
    run = make_run(make_course(lessons=(1,)))
    make_session(run, starts_at=START)
    for _ in range(PEOPLE):
        make_enrollment(run=run)
    Enrollment.objects.update(enrolled_at=NOW)
    return lambda: send_session_reminders(at=START - timedelta(minutes=30))


@pytest.fixture
def round_of_digests(monkeypatch):
    kind = Kind("k", "K", lambda values: "It happened", "", Way.DIGEST, frozenset(Way))
    monkeypatch.setattr(kinds, "_kinds", {"k": kind})
    monkeypatch.setattr(digests, "CHUNK", 2)
    eight = NOW - timedelta(hours=1)
    for _ in range(PEOPLE):
        make_notice(make_learner(), kind="k", at=eight)
    return lambda: send_digests(at=eight)


def reminders_are_mails():
    mails = Delivery.objects.filter(template=SESSION_REMINDER)
    assert set(mails.values_list("context__enrollment", flat=True)) == set(
        SessionReminder.objects.values_list("enrollment", flat=True)
    )
    return mails.count()


def digests_are_mails():
    mails = Delivery.objects.filter(template="notice_digest")
    assert set(mails.values_list("user", flat=True)) == set(
        Notice.objects.exclude(digest_at=None).values_list("user", flat=True)
    )
    return mails.count()


def test_a_round_of_reminders_that_is_killed_goes_on_where_it_was(round_of_reminders):
    before = 0
    for _place in kills(round_of_reminders, step=3):
        assert reminders_are_mails() >= before
        before = reminders_are_mails()

    round_of_reminders()

    assert reminders_are_mails() == PEOPLE


def test_a_round_of_digests_that_is_killed_goes_on_where_it_was(round_of_digests):
    for _place in kills(round_of_digests, step=3):
        digests_are_mails()

    round_of_digests()

    assert digests_are_mails() == PEOPLE


def test_two_rounds_of_reminders_at_once_remind_once(round_of_reminders):
    at_once(2, lambda _place: round_of_reminders())

    assert reminders_are_mails() == PEOPLE


def test_two_rounds_of_digests_at_once_tell_once(round_of_digests):
    at_once(2, lambda _place: round_of_digests())

    assert digests_are_mails() == PEOPLE
