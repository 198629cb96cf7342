"""The digest: in the morning where somebody is, what they want in it and have not seen, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mail.models import Delivery
from mail.rendering import render_message
from notifications.actions import forget_old, see
from notifications.digests import send_digests
from notifications.models import Notice, Way
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.notifications import make_choice, make_notice
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# NOW is 09:00 UTC.
EIGHT = NOW - timedelta(hours=1)
HOUR = timedelta(hours=1)


def earlier(learner, **fields):
    return make_notice(learner, at=EIGHT - 3 * HOUR, **fields)


def test_one_mail_for_all_of_it_and_once():
    learner = make_learner(name="Asha")
    for thread in ("Parking bicycles", "Street trees"):
        earlier(learner, values={"title": thread})

    assert send_digests(at=EIGHT) == 1
    assert send_digests(at=EIGHT + HOUR / 4) == 0

    message = render_message(Delivery.objects.get())
    assert message.subject == "2 things that are new in your courses"
    assert "An answer in Parking bicycles" in message.body
    assert "An answer in Street trees" in message.body
    assert not Notice.objects.filter(digest_at=None).exists()


def test_each_line_says_in_which_course_and_run_it_happened():
    where = {"course": "Street trees", "run": "Spring"}
    learner = make_learner()
    earlier(learner, values={"title": "Shade", **where})
    earlier(learner, values={"title": "Roots", "course": "Street trees", "run": ""})
    earlier(learner, values={"title": "Older than that"})

    send_digests(at=EIGHT)

    body = render_message(Delivery.objects.get()).body
    assert "An answer in Shade\n  Street trees: Spring\n" in body
    assert "An answer in Roots\n  Street trees\n" in body
    assert "An answer in Older than that\n  http" in body


def test_what_comes_after_it_waits_for_the_next_morning():
    learner = make_learner()
    earlier(learner)
    send_digests(at=EIGHT)
    make_notice(learner, at=EIGHT + HOUR / 8)

    assert send_digests(at=EIGHT + HOUR / 4) == 0
    assert send_digests(at=EIGHT + 24 * HOUR) == 1


@pytest.mark.parametrize(
    ("zone", "hours"), [("Asia/Kathmandu", -6), ("America/Lima", 5), ("Mars/Olympus", 0)]
)
def test_in_the_morning_of_the_reader(zone, hours):
    """02:15 UTC is 08:00 in Kathmandu; a zone that is none counts as UTC."""
    make_notice(make_learner(time_zone=zone), at=EIGHT - 12 * HOUR)
    then = EIGHT + hours * HOUR + timedelta(minutes=20)

    assert send_digests(at=then - 2 * HOUR) == 0
    assert send_digests(at=then + 2 * HOUR) == 0
    assert send_digests(at=then) == 1


def test_only_what_its_reader_wants_in_it_and_has_not_seen():
    learner = make_learner()
    make_choice(learner, way=Way.SITE)
    earlier(learner)
    earlier(learner, kind="post_helpful")
    earlier(learner, kind="of-an-app-that-is-gone")
    other = make_learner()
    see(user=other, until=earlier(other).pk, at=EIGHT)

    assert send_digests(at=EIGHT) == 0


def test_a_choice_made_meanwhile_counts():
    learner = make_learner()
    earlier(learner, kind="announcement")
    make_choice(learner, kind="announcement", way=Way.DIGEST)

    assert send_digests(at=EIGHT) == 1


def test_a_long_one_says_how_many_more_there_are():
    learner = make_learner()
    for _ in range(23):
        earlier(learner)

    send_digests(at=EIGHT)

    assert "And 3 more." in render_message(Delivery.objects.get()).body


def test_a_closed_account_gets_none():
    learner = make_learner()
    earlier(learner)
    erase_user(user=learner, at=EIGHT)

    assert send_digests(at=EIGHT) == 0


@pytest.mark.parametrize("number", [1, 30])
def test_many_cost_what_one_costs(number):
    for _ in range(number):
        earlier(make_learner())

    with CaptureQueriesContext(connection) as queries:
        send_digests(at=EIGHT)

    asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 6  # and once more whether there are others


def test_notices_of_half_a_year_ago_are_deleted():
    old, young = make_notice(at=NOW - timedelta(days=181)), make_notice(at=NOW)

    forget_old(at=NOW)
    forget_old(at=NOW)

    assert not Notice.objects.filter(pk=old.pk).exists()
    assert Notice.objects.filter(pk=young.pk).exists()
