"""What is handed to a person of what they said, and what erasure leaves."""

import pytest
from wagtail.models import ModelLogEntry

from discussions.actions import delete_post, hide_post
from discussions.models import Following, Post, Report, Thread
from notifications.models import Notice
from tests.factories.courses import NOW
from tests.factories.discussions import make_announcement, make_post, make_report, make_thread
from tests.factories.learning import make_learner
from users.actions import erase_user
from users.personal_data import collect_personal_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_learner(name="Ayu Lestari", email="ayu@example.org")


def test_the_file_holds_what_they_said_and_not_who_reported_it(person):
    thread = make_thread(author=person, title="A question of Ayu")
    post = make_post(thread, author=person, body="My own answer")
    make_report(post, words="Somebody else's words")
    make_report(make_post(thread, body="Not mine"), by=person, words="Advertising, I think")
    make_announcement(by=person)

    data = collect_personal_data(user=person, at=NOW)

    assert data["incomplete"] == []
    assert [row["title"] for row in data["threads"]] == ["A question of Ayu"]
    assert [row["body"] for row in data["posts"]] == ["Who knows?", "My own answer"]
    assert [row["words"] for row in data["reports_of_posts"]] == ["Advertising, I think"]
    assert len(data["followed_threads"]) == 1
    assert data["announcements_written"][0]["texts"]["en"]["subject"] == "A new room"


def test_erasure_empties_their_words_and_those_about_them_and_keeps_the_answers_of_others(person):
    thread = make_thread(author=person, title="A question of Ayu")
    answer = make_post(thread, body="An answer of somebody else")
    make_report(make_post(thread, author=person), words="Ayu is rude")
    make_report(answer, by=person, words="I, Ayu, think so")

    erase_user(user=person, at=NOW)

    assert Thread.objects.get(pk=thread.pk).title == ""
    assert {post.body for post in Post.objects.filter(author=person)} == {""}
    assert {report.words for report in Report.objects.all()} == {""}
    assert not Following.objects.filter(user=person).exists()
    answer.refresh_from_db()
    assert answer.body == "An answer of somebody else"


def test_erasure_leaves_no_words_in_what_was_hidden_or_deleted_nor_why_nor_in_the_log(person):
    host = make_learner()
    thread = make_thread(author=person, title="A question of Ayu")
    answer = make_post(make_thread(), author=person, body="Boots of Ayu")
    for post in (thread.posts.get(), answer):
        hide_post(post=post, reason="Ayu sells boots", by=host, at=NOW)
    delete_post(post=answer, by=person, at=NOW)
    assert collect_personal_data(user=person, at=NOW)["threads"][0]["hidden_reason"]

    erase_user(user=person, at=NOW)

    rows = [*Thread.objects.all().values(), *Post.objects.all().values()]
    rows += [*Notice.objects.all().values(), *ModelLogEntry.objects.all().values()]
    assert "Ayu" not in str(rows)
    assert "oots" not in str(rows)
