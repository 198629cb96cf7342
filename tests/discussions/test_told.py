"""Who hears of threads and answers: hosts and followers who may read them, once each."""

from uuid import uuid4

import pytest

from discussions.actions import answer, leave, start_thread
from learning.actions import withdraw
from notifications.models import Notice
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_following, make_thread
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def run():
    return make_run()


def in_run(run, **fields):
    return make_enrollment(run=run, learner=make_learner(**fields)).learner


def say(thread, by, body="Tamarind."):
    return answer(thread=thread, by=by, body=body, token=uuid4(), at=NOW)


def heard(person):
    return list(Notice.objects.filter(user=person).values_list("kind", flat=True))


def test_the_hosts_hear_of_a_thread_and_its_author_does_not(run):
    host, writer = make_learner(), make_learner()
    run.team.add(host, writer)
    values = {"title": "Shade", "body": "Which trees?", "token": uuid4(), "at": NOW}

    for _twice in range(2):
        start_thread(run=run, scope="run", scope_key="", by=writer, **values)

    assert heard(host) == ["thread_new"]
    assert heard(writer) == []


def test_whoever_follows_hears_of_an_answer_but_who_wrote_it_left_it_or_left_the_run(run):
    asker, leaver, gone, writer = (in_run(run) for _ in range(4))
    thread = make_thread(run, author=asker)
    for person in (leaver, gone):
        make_following(thread, user=person)
    leave(thread=thread, by=leaver, at=NOW)
    withdraw(enrollment=run.enrollments.get(learner=gone), at=NOW)

    say(thread, writer)

    assert heard(asker) == ["thread_answer"]
    assert heard(leaver) == heard(gone) == heard(writer) == []
    say(thread, asker, "Thank you.")
    assert heard(writer) == ["thread_answer"]


def test_no_title_of_an_erased_account_stays_in_the_notices_of_others(run):
    asker, writer = in_run(run), in_run(run)
    thread = make_thread(run, author=asker, title="My street")
    make_following(thread, user=writer)
    say(thread, asker)
    assert heard(writer) == ["thread_answer"]

    erase_user(user=asker, at=NOW)

    assert not Notice.objects.filter(user=writer).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_each_others_threads_at_once_do_not_wait_for_ever(run):
    first, second = in_run(run), in_run(run)
    threads = [make_thread(run, author=first), make_thread(run, author=second)]

    at_once(8, lambda n: say(threads[n % 2], (second, first)[n % 2], f"Word {n}"))

    assert len(heard(first)) == len(heard(second)) == 4
