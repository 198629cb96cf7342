"""The page of what was announced to a run, for whoever is in it."""

import pytest
from django.urls import reverse

from learning.actions import withdraw
from tests.factories.courses import NOW, make_run
from tests.factories.discussions import make_announcement
from tests.factories.learning import lessons_of, make_learner
from tests.live.pages import text_of
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page_of(run):
    return reverse("discussions:announcements", args=[run.slug])


def test_it_stands_there_in_the_readers_language_else_in_that_of_the_course(run, learner, client):
    host = make_learner(name="Ayu Lestari")
    texts = {
        "en": {"subject": "A new room", "body": "Second floor: https://example.org/map"},
        "ko": {"subject": "새 방", "body": "2층에서 만나요."},
    }
    make_announcement(run, by=host, texts=texts)

    address = page_of(run)
    english = text_of(client.get(address))
    korean, japanese = (text_of(client.get(address.replace("/en/", to))) for to in ("/ko/", "/ja/"))

    assert "A new room" in english
    assert "Ayu Lestari" in english
    assert "14:45 (Kathmandu)" in english
    assert "새 방" in korean
    assert "A new room" in japanese
    assert host.email not in english
    assert b'href="https://example.org/map"' in client.get(address).content


def test_one_that_was_taken_back_keeps_its_place_without_its_words(run, learner, client):
    make_announcement(run, withdrawn_at=NOW)

    page = text_of(client.get(page_of(run)))

    assert "The team took this announcement back." in page
    assert "A new room" not in page
    assert "second floor" not in page


def test_whoever_enrolls_later_reads_it_too_and_who_left_or_is_elsewhere_does_not(
    run, learner, client
):
    make_announcement(run)
    assert "A new room" in text_of(client.get(page_of(run)))
    elsewhere = make_announcement(make_run())
    led = reverse("learning:enroll", args=[elsewhere.run.slug])
    assert client.get(page_of(elsewhere.run)).url == led

    withdraw(enrollment=run.enrollments.get(learner=learner), at=NOW)

    assert client.get(page_of(run)).url == reverse("learning:enroll", args=[run.slug])
    client.logout()
    assert "/account/login/" in client.get(page_of(run)).url


def test_the_words_of_a_team_stay_when_an_account_is_closed(run, learner, client):
    host = make_learner(name="Ayu Lestari")
    make_announcement(run, by=host)
    erase_user(user=host, at=NOW)

    page = text_of(client.get(page_of(run)))

    assert "A closed account" in page
    assert "Ayu" not in page
    assert "A new room" in page


def test_lesson_and_discussion_lead_there(run, learner, client):
    lesson = lessons_of(run.enrollments.get())[0]
    discussion = reverse("discussions:run", args=[run.slug])
    for address in (reverse("learning:lesson", args=[run.slug, lesson.slug]), discussion):
        assert page_of(run) in client.get(address).content.decode()
    assert "Nothing was announced yet" in text_of(client.get(page_of(run)))
