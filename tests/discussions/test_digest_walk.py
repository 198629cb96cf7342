"""From an answer to the line in the mail of the next morning, and out of it by one click."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from discussions.actions import announce, answer
from mail.models import Delivery
from mail.rendering import render_message
from notifications.actions import choose
from notifications.digests import send_digests
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_thread
from tests.factories.learning import make_enrollment, make_learner

pytestmark = pytest.mark.django_db
# NOW is 09:00 UTC: in Kathmandu the next morning is eight o'clock at 02:15 UTC.
MORNING = NOW + timedelta(hours=17, minutes=20)


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def asker(run):
    person = make_learner(name="Rina Kusuma", time_zone="Asia/Kathmandu", language="ko")
    return make_enrollment(run=run, learner=person).learner


@pytest.fixture
def thread(run, asker):
    return make_thread(run, author=asker, title="Shade for buses")


def say(thread, body, at=NOW):
    by = make_enrollment(run=thread.run, learner=make_learner()).learner
    return answer(thread=thread, body=body, token=uuid4(), by=by, at=at)[0]


def mails_to(person, template):
    rows = Delivery.objects.filter(user=person, template=template).order_by("pk")
    return [(row, render_message(row)) for row in rows]


def test_answers_come_in_one_mail_of_the_morning_in_the_language_of_the_reader(asker, thread):
    posts = [say(thread, word) for word in ("Elm", "Linden")]
    assert not mails_to(asker, "notice")

    assert send_digests(at=MORNING - timedelta(hours=2)) == 0
    assert send_digests(at=MORNING) == 1
    assert send_digests(at=MORNING + timedelta(minutes=15)) == 0

    ((_row, mail),) = mails_to(asker, "notice_digest")
    for post in posts:
        assert f"{post.author.name} 님이 “Shade for buses”에 답변했습니다" in mail.body
        assert f"/ko/talk/posts/{post.pk}/" in mail.body
    assert "Elm" not in mail.body


def test_the_link_of_the_digest_opens_the_answer_and_its_way_out_ends_it(asker, thread, client):
    post = say(thread, "Elm")
    send_digests(at=MORNING)
    ((row, mail),) = mails_to(asker, "notice_digest")
    client.force_login(asker)
    opened = client.get(reverse("discussions:post", args=[post.pk]), follow=True)
    assert "Elm" in opened.content.decode()
    client.logout()

    client.post(f"/ko/notices/{row.token.hex}/off/", {"List-Unsubscribe": "One-Click"})

    say(thread, "Linden", at=MORNING)
    assert send_digests(at=MORNING + timedelta(days=1)) == 0
    assert asker.notices.count() == 2
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_hears_of_answers_as_they_chose(asker, thread):
    choose(user=asker, ways={"thread_answer": "MAIL"})
    say(thread, "Elm")

    assert len(mails_to(asker, "notice")) == 1
    assert send_digests(at=MORNING) == 0
    choose(user=asker, ways={"thread_answer": "NONE"})
    say(thread, "Linden")
    assert asker.notices.count() == 1


def test_an_announcement_may_come_in_the_digest_too(run, asker):
    choose(user=asker, ways={"announcement": "DIGEST"})
    texts = {"en": {"subject": "A new room", "body": "Second floor."}}
    announce(run=run, texts=texts, token=uuid4(), by=make_learner(), at=NOW)

    assert not mails_to(asker, "announcement")
    assert send_digests(at=MORNING) == 1

    ((_row, mail),) = mails_to(asker, "notice_digest")
    assert "담당 팀의 공지: A new room" in mail.body
    assert f"/ko/talk/{run.slug}/announcements/" in mail.body
