"""The link to the meeting is given on the day: once, where it is needed, and told to nobody."""

import pytest

from live.actions import NotSaid, give_link
from live.models import LiveSession
from mail.models import Delivery
from notifications.models import Notice
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LINK = "https://meet.example.org/new"


def lacking(**fields):
    return make_session(make_run(), starts_at=NOW, join_url="", **fields)


def test_it_is_given_once_and_nobody_is_written_to():
    session, host = lacking(), make_learner()
    make_enrollment(run=session.run)
    mails = Delivery.objects.count()

    assert give_link(session=session, link=LINK, by=host, at=NOW)
    assert not give_link(session=session, link=LINK, by=host, at=NOW)

    session.refresh_from_db()
    assert (session.join_url, session.sequence) == (LINK, 1)
    assert Delivery.objects.count() == mails
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"cancelled_at": NOW, "cancel_reason": "Ill"}, "cancelled"),
        ({"place": "ROOM", "room": "Hall 2"}, "needs no link"),
    ],
)
def test_a_session_that_needs_none_takes_none(fields, sentence):
    session = lacking(**fields)

    with pytest.raises(NotSaid, match=sentence):
        give_link(session=session, link=LINK, by=make_learner(), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_at_once_one_gives_it_and_the_other_is_told():
    session, hosts = lacking(), [make_learner(), make_learner()]
    said = []

    def give(number):
        try:
            give_link(session=session, link=f"{LINK}/{number}", by=hosts[number], at=NOW)
        except NotSaid as refusal:
            said.append(str(refusal))

    at_once(2, give)

    assert len(said) == 1
    assert "another link meanwhile" in said[0]
    assert LiveSession.objects.get().sequence == 1
