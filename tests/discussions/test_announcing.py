"""Announcements: to everybody in the run, once each, in their language; and taken back."""

from uuid import uuid4

import pytest
from wagtail.models import ModelLogEntry

from discussions.actions import NotSaid, announce, withdraw_announcement
from discussions.models import Announcement
from learning.actions import move_to_run, withdraw
from learning.models import Enrollment
from mail.models import Delivery, DeliveryState
from mail.rendering import render_message
from notifications.actions import choose
from notifications.models import Notice
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WORDS = {
    "en": {"subject": "A new room", "body": "We meet on the second floor."},
    "ko": {"subject": "새 방", "body": "2층에서 만나요."},
}


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def host():
    return make_learner(name="Ayu Lestari", email="ayu@example.org")


def in_run(run, **fields):
    return make_enrollment(run=run, learner=make_learner(**fields)).learner


def tell(run, by, **fields):
    return announce(run=run, by=by, **{"texts": WORDS, "token": uuid4(), "at": NOW, **fields})


def mails():
    return Delivery.objects.filter(template="announcement")


def mails_of(person):
    return [render_message(row) for row in mails().filter(user=person)]


def test_everybody_in_the_run_gets_it_in_their_language_and_it_is_noted(run, host):
    asha, ben = in_run(run, language="en"), in_run(run, language="ko")
    japanese, stranger = in_run(run, language="ja"), make_learner()

    announcement, is_new = tell(run, host)

    assert is_new
    assert announcement.told_count == 3
    (mail,) = mails_of(asha)
    assert mail.subject == "A new room"
    assert "We meet on the second floor." in mail.body
    assert f"/en/talk/{run.slug}/announcements/" in mail.body
    assert "/off/" in mail.body
    assert mail.reply_to == ["ayu@example.org"]
    assert mails_of(ben)[0].subject == "새 방"
    assert mails_of(japanese)[0].subject == "A new room"
    assert not mails_of(stranger)
    noted = Notice.objects.get(user=ben).values
    assert noted == {"subject": "새 방", "course": run.course.title, "run": run.title}
    entry = ModelLogEntry.objects.get(action="discussions.announce")
    assert (entry.user, entry.data["people"], entry.timestamp) == (host, 3, announcement.at)


def test_who_left_or_closed_their_account_hears_nothing(run, host):
    leaver, gone = in_run(run), in_run(run)
    withdraw(enrollment=run.enrollments.get(learner=leaver), at=NOW)
    erase_user(user=gone, at=NOW)

    announcement, _is_new = tell(run, host)

    assert announcement.told_count == 0
    assert not Notice.objects.exists()


def test_whoever_wants_no_mail_of_it_finds_it_on_the_site(run, host):
    asha = in_run(run)
    choose(user=asha, ways={"announcement": "SITE"})

    tell(run, host)

    assert not mails_of(asha)
    assert Notice.objects.filter(user=asha).count() == 1


def test_a_form_that_is_sent_twice_announces_once_also_with_other_words(run, host):
    asha, token = in_run(run), uuid4()
    first, _is_new = tell(run, host, token=token)

    again = tell(run, host, token=token, texts={"en": {"subject": "Other", "body": "Words"}})

    assert again == (first, False)
    assert len(mails_of(asha)) == 1


def test_the_form_of_somebody_else_or_of_another_run_announces_nothing(run, host):
    token = uuid4()
    tell(run, host, token=token)

    for other_run, by in ((run, make_learner()), (make_run(), host)):
        with pytest.raises(NotSaid, match="sent already"):
            tell(other_run, by, token=token)


def test_nothing_is_announced_to_an_archived_run(host):
    with pytest.raises(NotSaid, match="archived"):
        tell(make_run(archived_at=NOW), host)
    assert not Announcement.objects.exists()


def test_what_is_taken_back_is_not_sent_any_more_and_nobody_gets_it_again(run, host):
    asha, ben, token = in_run(run), in_run(run), uuid4()
    announcement, _is_new = tell(run, host, token=token)
    mails().filter(user=ben).update(state=DeliveryState.SENT, sent_at=NOW)
    other, _is_new = tell(run, host)

    assert withdraw_announcement(announcement=announcement, by=host, at=NOW)

    assert not withdraw_announcement(announcement=announcement, by=host, at=NOW)
    assert tell(run, host, token=token) == (announcement, False)
    states = dict(mails().filter(key__contains=str(token)).values_list("user", "state"))
    assert states == {asha.pk: "SKIPPED", ben.pk: "SENT"}
    assert {notice.about for notice in Notice.objects.all()} == {str(other.pk)}
    assert mails().filter(state=DeliveryState.PENDING).count() == 2
    assert ModelLogEntry.objects.filter(action="discussions.withdraw_announcement").count() == 1


def test_what_is_taken_back_leaves_also_who_is_in_another_run_by_now(run, host):
    asha = in_run(run)
    announcement, _is_new = tell(run, host)
    move_to_run(
        enrollment=Enrollment.objects.get(learner=asha),
        run=make_run(run.course),
        by=host,
        reason="Nights are better",
        at=NOW,
    )

    withdraw_announcement(announcement=announcement, by=host, at=NOW)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("number", [1, 20])
def test_announcing_to_many_costs_what_announcing_to_one_costs(
    number, run, host, django_assert_max_num_queries
):
    for _ in range(number):
        in_run(run)

    # the locked run, whether it was announced; the row with Wagtail's index of references, its
    # count; titles and who hears; the four of telling; the log's two; three atomic blocks
    with django_assert_max_num_queries(22):
        tell(run, host)


@pytest.mark.django_db(transaction=True)
def test_one_form_from_four_tabs_announces_once(run, host):
    asha, token = in_run(run), uuid4()

    found = at_once(4, lambda _n: tell(run, host, token=token)[1])

    assert sorted(found) == [False, False, False, True]
    assert Announcement.objects.count() == len(mails_of(asha)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_telling_and_erasing_at_once_nothing_of_the_account_is_left(run, host):
    for _round in range(3):
        leaver = in_run(run)

        def deed(number, leaver=leaver):
            return tell(run, host) if number else erase_user(user=leaver, at=NOW)

        at_once(2, deed)
        assert not Notice.objects.filter(user=leaver).exists()
        assert not mails().filter(user=leaver).exists()
