"""Telling: once each, in the way that each chose, in a few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mail.models import Delivery
from mail.queueing import Letter
from mail.rendering import render_message
from notifications.actions import choose, stop_mail, tell
from notifications.models import Notice, Way
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.notifications import make_choice
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def say(people, kind="thread_answer", **fields):
    values = {
        "about": "post:1",
        "values": {"title": "Parking bicycles"},
        "target": ("home:dashboard", []),
        "at": NOW,
        **fields,
    }
    return tell(kind=kind, people=people, **values)


def test_each_hears_once():
    people = [make_learner(), make_learner()]

    assert say(people) == 2
    assert say([*people, make_learner()]) == 1

    assert Notice.objects.count() == 3


@pytest.mark.parametrize(
    ("way", "notices", "mails"), [("SITE", 1, 0), ("DIGEST", 1, 0), ("MAIL", 1, 1), ("NONE", 0, 0)]
)
def test_in_the_way_that_they_chose(way, notices, mails):
    learner = make_learner()
    make_choice(learner, way=way)

    say([learner])
    say([learner])

    assert Notice.objects.count() == notices
    assert Delivery.objects.count() == mails


def test_without_a_choice_the_kind_decides():
    say([make_learner()], kind="announcement")

    assert Delivery.objects.count() == 1


def test_of_a_fixed_kind_everybody_hears_whatever_was_chosen():
    learner = make_learner()
    make_choice(learner, kind="moved", way=Way.NONE)

    say([learner], kind="moved")

    mail = Delivery.objects.get()
    assert "List-Unsubscribe" not in render_message(mail).extra_headers


def test_a_way_that_the_kind_has_no_more_counts_as_none_chosen():
    learner = make_learner()
    make_choice(learner, kind="post_helpful", way=Way.MAIL)

    say([learner], kind="post_helpful")

    assert Notice.objects.get().mailed_at is None
    assert not Delivery.objects.exists()


def test_the_mail_says_the_line_leads_there_and_leaves_by_one_click():
    say([make_learner(name="Asha")], kind="announcement")

    mail = Delivery.objects.get()
    message = render_message(mail)

    assert message.subject == "An answer in Parking bicycles"
    assert "/en/my-learning/" in message.body
    assert f"/en/notices/{mail.token.hex}/off/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_of_its_own_goes_instead_and_can_be_left_too():
    learner = make_learner()

    def letter(user):
        return Letter(f"own:{user.pk}", "notice", user, {"line": "Mine", "link": "/"})

    say([learner], kind="announcement", letter=letter)

    mail = Delivery.objects.get()
    assert mail.key == f"own:{learner.pk}"
    assert mail.context["notice_kind"] == "announcement"


def test_values_may_differ_by_reader():
    asha, ben = make_learner(name="Asha"), make_learner(name="Ben")

    say([asha, ben], values=lambda user: {"title": user.name})

    assert Notice.objects.get(user=asha).values == {"title": "Asha"}
    assert Notice.objects.get(user=ben).values == {"title": "Ben"}


def test_a_closed_account_hears_nothing():
    learner = make_learner()
    erase_user(user=learner, at=NOW)

    assert say([learner], kind="moved") == 0


def test_a_kind_that_nobody_registered_is_an_error():
    with pytest.raises(LookupError):
        say([make_learner()], kind="no-such")


@pytest.mark.parametrize("number", [1, 30])
def test_telling_many_costs_what_telling_one_costs(number):
    people = [make_learner() for _ in range(number)]

    with CaptureQueriesContext(connection) as queries:
        say(people, kind="announcement")

    asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 4


def test_choosing_twice_keeps_the_last():
    learner = make_learner()

    choose(user=learner, ways={"thread_answer": "MAIL", "announcement": "NONE"})
    choose(user=learner, ways={"thread_answer": "SITE"})

    chosen = dict(learner.notice_choices.values_list("kind", "way"))
    assert chosen == {"thread_answer": "SITE", "announcement": "NONE"}


@pytest.mark.parametrize("ways", [{"moved": "SITE"}, {"no-such": "SITE"}, {"post_helpful": "MAIL"}])
def test_nobody_chooses_what_there_is_not(ways):
    learner = make_learner()

    with pytest.raises(ValueError, match="never told"):
        choose(user=learner, ways=ways)


def test_stopping_mails_leaves_the_site():
    learner = make_learner()

    stop_mail(user=learner, kind="announcement")
    say([learner], kind="announcement")

    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()
