"""Reports, hiding, closing, marks and one's own words: once each, told to whom it concerns."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from discussions.actions import (
    NotSaid,
    answer,
    close_thread,
    delete_post,
    edit_post,
    hide_post,
    keep_post,
    mark_helpful,
    reopen_thread,
    report_post,
    show_post_again,
    unmark_helpful,
)
from discussions.models import Post, Report, Thread
from notifications.models import Notice
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_following, make_post, make_report, make_thread
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user
from users.roles import SECRETARIAT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def host():
    return make_learner(name="Ayu Lestari")


@pytest.fixture
def run(host):
    run = make_run()
    run.team.add(host)
    return run


@pytest.fixture
def post(run):
    return make_post(make_thread(run), author=make_learner(name="Budi"))


def report(post, by=None, **fields):
    values = {"reason": "SPAM", "words": "It sells something.", "at": NOW, **fields}
    return report_post(post=post, by=by or make_learner(), **values)


def heard(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def logged():
    rows = ModelLogEntry.objects.filter(action__startswith="discussions.").order_by("pk")
    return [row.action.partition(".")[2] for row in rows]


def first_of(thread):
    return thread.posts.get(is_first=True)


def test_a_report_is_open_once_for_a_person_and_hosts_hear_of_the_first(post, host):
    rina = make_learner()

    assert report(post, rina)
    assert not report(post, rina)
    assert report(post)

    assert Report.objects.count() == 2
    assert heard(host) == ["post_reported"]
    assert heard(post.author) == []
    keep_post(post=post, by=host, at=NOW)
    assert report(post, rina)
    assert heard(host) == ["post_reported"] * 2


def test_a_host_whose_own_post_is_reported_neither_hears_of_it_nor_decides(run, host):
    other = make_learner()
    run.team.add(other)
    own = make_post(make_thread(run), author=host)

    assert report(own)

    assert heard(host) == []
    assert heard(other) == ["post_reported"]
    assert not keep_post(post=own, by=host, at=NOW)
    assert not hide_post(post=own, reason="x", by=host, at=NOW)
    assert Report.objects.get().decided_at is None
    assert hide_post(post=own, reason="Rude", by=other, at=NOW)
    assert not show_post_again(post=own, by=host, at=NOW)
    assert Report.objects.get().decided_by == other


def test_where_there_is_no_other_host_the_secretariat_hears_else_nobody(run, host):
    own, second = (make_post(make_thread(run), author=host) for _ in "ab")
    assert report(own)
    assert not Notice.objects.exists()

    keeper, speaker = make_learner(), make_learner()
    keeper.groups.add(Group.objects.get_or_create(name=SECRETARIAT)[0])
    assert report(second)
    assert heard(keeper) == ["post_reported"]

    speaker.groups.add(run.course.provider.administrator_group)
    assert report(make_post(make_thread(run), author=host))
    assert heard(speaker) == ["post_reported"]
    assert len(heard(keeper)) == 1
    assert heard(host) == []


def test_words_that_are_gone_cannot_be_reported(run, host):
    hidden = make_post(make_thread(run), hidden_at=NOW, hidden_by=host)
    deleted = make_post(make_thread(run), deleted_at=NOW, deleted_by=host)
    closed = make_post(make_thread(run, hidden_at=NOW, hidden_by=host))
    erased = make_post(make_thread(run), author=make_learner())
    erase_user(user=erased.author, at=NOW)

    for post in (hidden, deleted, closed, erased):
        with pytest.raises(NotSaid, match="gone already"):
            report(post)


def test_hiding_decides_the_reports_tells_the_author_and_is_logged_without_words(post, host):
    make_report(post)
    make_report(post)

    assert hide_post(post=post, reason="Budi sells things.", by=host, at=NOW)
    assert not hide_post(post=post, reason="Again", by=host, at=NOW)

    post.refresh_from_db()
    assert (post.hidden_at, post.hidden_by, post.hidden_reason) == (NOW, host, "Budi sells things.")
    assert set(Report.objects.values_list("decision", "decided_by")) == {("HIDDEN", host.pk)}
    assert heard(post.author) == ["post_hidden"]
    entry = ModelLogEntry.objects.get(action="discussions.hide_post")
    assert entry.data == {"thread": post.thread_id, "post": post.pk}
    assert entry.object_id == str(post.thread.run_id)


def test_what_is_hidden_is_shown_again_and_its_reason_goes(post, host):
    assert not show_post_again(post=post, by=host, at=NOW)
    hide_post(post=post, reason="Wrong", by=host, at=NOW)

    assert show_post_again(post=post, by=host, at=NOW)

    post.refresh_from_db()
    assert (post.hidden_at, post.hidden_by, post.hidden_reason) == (None, None, "")
    assert logged() == ["hide_post", "show_post"]


def test_the_first_words_of_a_thread_take_it_along(run, host):
    thread = make_thread(run)

    hide_post(post=first_of(thread), reason="Spam", by=host, at=NOW)
    thread.refresh_from_db()
    assert (thread.hidden_at, thread.hidden_reason) == (NOW, "Spam")
    show_post_again(post=first_of(thread), by=host, at=NOW)

    thread.refresh_from_db()
    assert thread.hidden_at is None
    assert logged() == ["hide_thread", "show_thread"]


def test_keeping_decides_what_is_open_and_nothing_else(post, host):
    assert not keep_post(post=post, by=host, at=NOW)
    make_report(post)

    assert keep_post(post=post, by=host, at=NOW)

    assert Report.objects.get().decision == "KEPT"
    assert logged() == ["decide_report"]
    post.refresh_from_db()
    assert post.hidden_at is None


def test_a_closed_thread_takes_no_answer_until_it_is_opened(run, host):
    thread, values = make_thread(run), {"body": "Yes.", "at": NOW, "by": make_learner()}
    assert close_thread(thread=thread, by=host, at=NOW)
    assert not close_thread(thread=thread, by=host, at=NOW)
    with pytest.raises(NotSaid, match="closed this thread"):
        answer(thread=thread, token=uuid4(), **values)

    assert reopen_thread(thread=thread, by=host, at=NOW)
    assert not reopen_thread(thread=thread, by=host, at=NOW)
    answer(thread=thread, token=uuid4(), **values)

    assert logged() == ["lock_thread", "unlock_thread"]


def test_a_mark_is_told_once_and_taken_back_with_what_was_heard_of_it(post, host):
    assert mark_helpful(post=post, by=host, at=NOW)
    assert not mark_helpful(post=post, by=host, at=NOW)
    assert heard(post.author) == ["post_helpful"]

    assert unmark_helpful(post=post, by=host, at=NOW)
    assert not unmark_helpful(post=post, by=host, at=NOW)

    assert heard(post.author) == []
    assert logged() == ["mark_helpful", "unmark_helpful"]


def test_neither_a_question_nor_what_is_gone_nor_ones_own_is_marked(run, host):
    own = make_post(make_thread(run), author=host)
    assert not mark_helpful(post=own, by=host, at=NOW)
    hidden = make_post(make_thread(run), hidden_at=NOW, hidden_by=host)

    assert not mark_helpful(post=first_of(hidden.thread), by=host, at=NOW)
    assert not mark_helpful(post=hidden, by=host, at=NOW)


def test_one_changes_ones_words_and_the_title_of_ones_thread(run):
    thread = make_thread(run)
    post, values = first_of(thread), {"by": thread.author, "at": NOW, "seen": None}

    edit_post(post=post, body="Which trees?", title="Shade", **values)

    post.refresh_from_db()
    assert (post.body, post.thread.title, post.edited_at) == ("Which trees?", "Shade", NOW)
    edit_post(post=post, body="Which trees?", title="Shade", **values)
    with pytest.raises(NotSaid, match="another window"):
        edit_post(post=post, body="From an old form", title="Shade", **values)


def test_what_is_closed_hidden_or_deleted_is_not_changed(run, host):
    people = {"locked": host, "hidden": host, "deleted": host}
    for verb, by in people.items():
        thread = make_thread(run, **{f"{verb}_at": NOW, f"{verb}_by": by})
        with pytest.raises(NotSaid, match="cannot be changed any more"):
            edit_post(
                post=first_of(thread), body="x", title="y", seen=None, by=thread.author, at=NOW
            )


def test_a_question_without_answers_goes_with_its_thread_and_one_with_answers_alone(run):
    alone, answered = make_thread(run), make_thread(run)
    make_post(answered)

    for thread in (alone, answered):
        for _twice in range(2):
            delete_post(post=first_of(thread), by=thread.author, at=NOW)

    assert Thread.objects.get(pk=alone.pk).deleted_by == alone.author
    assert Thread.objects.get(pk=answered.pk).deleted_at is None
    assert Post.objects.exclude(deleted_at=None).count() == 2
    assert first_of(answered).body


@pytest.mark.django_db(transaction=True)
def test_two_hosts_hide_at_once_and_one_report_is_written_from_two_tabs(post, host):
    rina = make_learner()
    assert sorted(at_once(4, lambda _n: report(post, rina))) == [False, False, False, True]

    found = at_once(4, lambda _n: hide_post(post=post, reason="Spam", by=host, at=NOW))

    assert sorted(found) == [False, False, False, True]
    assert heard(post.author) == ["post_hidden"]
    assert logged() == ["hide_post"]


@pytest.mark.django_db(transaction=True)
def test_whoever_began_a_thread_is_erased_while_others_answer_and_nobody_waits_for_ever(run):
    for _round in range(3):
        asker, writer = (make_enrollment(run=run, learner=make_learner()).learner for _ in "ab")
        thread = make_thread(run, author=asker)
        make_following(thread, user=writer)

        def deed(number, thread=thread, asker=asker, writer=writer):
            if number:
                return answer(
                    thread=thread, body=f"Word {number}", token=uuid4(), by=writer, at=NOW
                )
            return erase_user(user=asker, at=NOW)

        at_once(4, deed)
        thread.refresh_from_db()
        assert (thread.title, thread.answer_count) == ("", 3)
