"""Threads and answers: once each, by whoever is in the run, while they take answers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from discussions.actions import NotSaid, answer, follow, leave, start_thread
from discussions.models import Following, Post, Thread
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_thread
from tests.factories.learning import make_learner
from tests.threads import at_once
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def rina():
    return make_learner(name="Rina Kusuma")


def begin(run, by, **fields):
    values = {"title": "Shade", "body": "Which trees?", "token": uuid4(), "at": NOW, **fields}
    return start_thread(run=run, scope="run", scope_key="", by=by, **values)


def say(thread, by, **fields):
    return answer(
        thread=thread, by=by, **{"body": "Tamarind.", "token": uuid4(), "at": NOW, **fields}
    )


def test_a_thread_begins_with_its_words_and_its_author_follows_it(rina):
    thread, is_new = begin(make_run(), rina)

    assert is_new
    assert thread.posts.get().body == "Which trees?"
    assert thread.posts.get().is_first
    assert thread.followings.get().user == rina


def test_a_form_that_is_sent_twice_begins_one_thread_and_gives_one_answer(rina):
    run, token = make_run(), uuid4()
    thread, _is_new = begin(run, rina, token=token)
    again = begin(run, rina, token=token, body="Changed in the second tab")
    first, _is_new = say(thread, rina, token=token)
    second = say(thread, rina, token=token)

    assert again == (thread, False)
    assert second == (first, False)
    thread.refresh_from_db()
    assert thread.answer_count == 1


def test_an_answer_moves_its_thread_up_and_is_counted(rina):
    thread = make_thread()

    say(thread, rina, at=NOW + MINUTE)
    say(thread, rina, body="And neem.", at=NOW)

    thread.refresh_from_db()
    assert (thread.answer_count, thread.last_at) == (2, NOW + MINUTE)


def test_the_same_words_again_within_ten_minutes_are_refused(rina):
    run = make_run()
    thread, _is_new = begin(run, rina)
    say(thread, rina)

    with pytest.raises(NotSaid, match="a moment ago"):
        say(thread, rina, at=NOW + 9 * MINUTE)
    with pytest.raises(NotSaid, match="a moment ago"):
        begin(run, rina, title="Another title", at=NOW + MINUTE)
    say(thread, make_learner())
    say(thread, rina, at=NOW + 11 * MINUTE)

    assert thread.posts.count() == 4


@pytest.mark.parametrize("field", ["locked", "hidden", "deleted"])
def test_a_thread_that_the_team_closed_takes_no_answer(field, rina):
    thread = make_thread(**{f"{field}_at": NOW, f"{field}_by": rina})

    with pytest.raises(NotSaid, match="closed this thread"):
        say(thread, rina)


def test_an_archived_run_takes_no_words(rina):
    run = make_run(archived_at=NOW)

    with pytest.raises(NotSaid, match="archived"):
        begin(run, rina)
    with pytest.raises(NotSaid, match="archived"):
        say(make_thread(run), rina)


def test_the_form_of_somebody_else_gives_nothing_away(rina):
    run, token = make_run(), uuid4()
    thread, _is_new = begin(run, make_learner(), token=token)
    say(thread, make_learner(), token=token)

    with pytest.raises(NotSaid, match="sent already"):
        begin(run, rina, token=token)
    with pytest.raises(NotSaid, match="sent already"):
        say(thread, rina, token=token)


def test_whoever_left_a_thread_is_not_brought_back_by_writing_but_by_following(rina):
    thread = make_thread()
    leave(thread=thread, by=rina, at=NOW)
    leave(thread=thread, by=rina, at=NOW + MINUTE)

    say(thread, rina)
    row = Following.objects.get(user=rina)
    assert row.left_at == NOW
    follow(thread=thread, by=rina, at=NOW)
    follow(thread=thread, by=rina, at=NOW + MINUTE)
    row.refresh_from_db()
    assert (row.left_at, row.since) == (None, NOW)


def test_a_closed_account_says_nothing(rina):
    thread = make_thread()
    erase_user(user=rina, at=NOW)

    for deed in (lambda: begin(thread.run, rina), lambda: say(thread, rina)):
        with pytest.raises(NotSaid, match="closed"):
            deed()


@pytest.mark.django_db(transaction=True)
def test_twenty_answer_at_once_each_twice_and_each_is_counted_once():
    thread, people = make_thread(), [make_learner() for _ in range(10)]
    tokens = [uuid4() for _ in people]

    found = at_once(20, lambda n: say(thread, people[n % 10], token=tokens[n % 10])[1])

    assert sorted(found) == [False] * 10 + [True] * 10
    thread.refresh_from_db()
    assert thread.answer_count == 10 == Post.objects.filter(is_first=False).count()


@pytest.mark.django_db(transaction=True)
def test_one_form_from_two_tabs_begins_one_thread(rina):
    run, token = make_run(), uuid4()

    found = at_once(4, lambda _n: begin(run, rina, token=token)[0].pk)

    assert len(set(found)) == 1
    assert Thread.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_an_erasure_at_once_no_words_are_left():
    for _round in range(3):
        thread, leaver = make_thread(), make_learner()

        def deed(number, thread=thread, leaver=leaver):
            if number:
                return erase_user(user=leaver, at=NOW)
            try:
                return say(thread, leaver)
            except NotSaid:
                return None

        at_once(2, deed)
        assert not Post.objects.filter(author=leaver).exclude(body="").exists()
