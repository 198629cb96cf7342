"""Who hears of threads and answers: hosts and followers who may read them, once each."""

from uuid import uuid4

import pytest

from courses.models import CourseRun
from discussions.actions import (
    answer,
    hide_post,
    leave,
    mark_helpful,
    report_post,
    start_thread,
)
from discussions.models import ReportReason
from learning.actions import withdraw
from mail.models import Delivery
from notifications.actions import choose
from notifications.kinds import kind_of
from notifications.letters import plain_letter, where
from notifications.letters import say as say_notice
from notifications.models import Notice, Way
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_following, make_post, make_thread
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


def test_no_mail_about_the_words_of_an_erased_account_is_sent_or_names_it(run):
    asker, writer = in_run(run), in_run(run, name="Sari Dewi")
    choose(user=asker, ways={"thread_answer": Way.MAIL})
    thread = make_thread(run, author=asker, title="Budget talk")
    for body in ("Tamarind.", "Neem."):
        say(thread, writer, body)
    mails = Delivery.objects.filter(template="notice").order_by("pk")
    Delivery.objects.filter(pk=mails[0].pk).update(state="SENT", sent_at=NOW)

    erase_user(user=writer, at=NOW)

    assert [mail.state for mail in mails.all()] == ["SENT", "SKIPPED"]
    assert "Sari" not in str([mail.context for mail in mails.all()])


def test_a_notice_names_who_wrote_and_in_which_course_and_run(run):
    CourseRun.objects.filter(pk=run.pk).update(title="Spring")
    run.refresh_from_db()
    asker, writer = in_run(run), in_run(run, name="Sari Dewi")

    say(make_thread(run, author=asker, title="Budget talk"), writer)

    notice = Notice.objects.get(user=asker)
    assert say_notice(notice) == "Sari Dewi answered in “Budget talk”"
    assert where(notice) == f"{run.course.title}: Spring"
    letter = plain_letter(kind_of(notice.kind), notice)
    assert (letter.context["line"], letter.context["where"]) == (say_notice(notice), where(notice))


def test_whoever_has_no_name_is_not_named(run):
    asker, writer = in_run(run), in_run(run, name="")

    say(make_thread(run, author=asker, title="Budget talk"), writer)

    assert say_notice(Notice.objects.get(user=asker)) == "A new answer in “Budget talk”"


def test_no_notice_names_who_reported_hid_or_marked(run):
    host, reporter = make_learner(name="Hana"), in_run(run, name="Rina Kusuma")
    run.team.add(host)
    post = make_post(make_thread(run), author=in_run(run))
    report_post(post=post, reason=ReportReason.SPAM, words="Boots", by=reporter, at=NOW)
    mark_helpful(post=post, by=host, at=NOW)
    hide_post(post=post, reason="Boots", by=host, at=NOW)

    told = Notice.objects.values_list("kind", "values")

    assert {kind for kind, _values in told} == {"post_reported", "post_helpful", "post_hidden"}
    for _kind, values in told:
        assert "by" not in values
        assert not {"Rina Kusuma", "Hana"} & set(map(str, values.values()))


@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_hidden_or_deleted_meanwhile_is_no_news_to_who_follows(run, is_first):
    asker, writer = in_run(run), in_run(run, name="Sari Dewi")
    thread = make_thread(run, author=asker)
    post, _is_new = say(thread, writer)
    say(thread, in_run(run), "Another one")
    host = make_learner()
    run.team.add(host)

    first = thread.posts.get(is_first=True)
    hide_post(post=first if is_first else post, reason="Rude", by=host, at=NOW)

    answers = Notice.objects.filter(user=asker, kind="thread_answer")
    assert answers.count() == (0 if is_first else 1)
    assert not answers.filter(about=str(post.pk)).exists()


def test_no_name_of_an_erased_account_stays_in_the_notices_of_others(run):
    asker, writer = in_run(run), in_run(run, name="Sari Dewi")
    say(make_thread(run, author=asker), writer)

    erase_user(user=writer, at=NOW)

    assert not Notice.objects.filter(user=asker, kind="thread_answer").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_each_others_threads_at_once_do_not_wait_for_ever(run):
    first, second = in_run(run), in_run(run)
    threads = [make_thread(run, author=first), make_thread(run, author=second)]

    at_once(8, lambda n: say(threads[n % 2], (second, first)[n % 2], f"Word {n}"))

    assert len(heard(first)) == len(heard(second)) == 4
