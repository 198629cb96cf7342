"""A host announces something to a run: counted, shown in each language, told once, taken back."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from discussions.models import Announcement
from mail.models import Delivery
from tests.factories.courses import NOW, make_provider, make_run
from tests.factories.discussions import make_announcement
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.live.pages import text_of
from users.actions import erase_user
from users.models import User

pytestmark = pytest.mark.django_db
WORDS = {"subject_en": "Rain & sun", "body_en": "We <meet> at nine.\nBring a hat."}


@pytest.fixture
def run():
    run = make_run()
    for name, language in (("Ayu", "id"), ("Bo", "en"), ("Cy", "en")):
        make_enrollment(run=run, learner=make_learner(name=name, language=language))
    return run


@pytest.fixture
def author(run, client):
    user = User.objects.create_user("author@example.org", "a-long-password", name="Sam")
    user.groups.add(run.course.provider.author_group)
    client.force_login(user)
    return user


def address(run, query=""):
    return reverse("studio:run-announce", args=[run.pk]) + query


def fields(response):
    """What the last form of the page would send."""
    form = BeautifulSoup(response.content, "html.parser").select(".studio-page form")[-1]
    found = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    return found | {each["name"]: each.text.strip() for each in form.select("textarea[name]")}


def preview(client, url, **texts):
    return client.post(url, {**fields(client.get(url)), **texts, "deed": "preview"})


def mails():
    return Delivery.objects.filter(template="announcement")


def test_the_count_and_each_language_stand_there_before_anybody_is_told(client, run, author):
    page = preview(client, address(run), **WORDS, subject_id="Hujan", body_id="Bawa topi.")

    said = text_of(page)
    assert "To all 3 people in this run" in said
    assert "Announce it to 3 people" in said
    assert "We <meet> at nine." in said
    assert "Bawa topi." in said
    assert not Announcement.objects.exists()


def test_a_double_click_announces_once_and_says_so(client, run, author):
    page = preview(client, address(run), **WORDS)
    sent = {**fields(page), "deed": "announce"}

    first = client.post(address(run), sent, follow=True)
    second = client.post(address(run), sent, follow=True)

    assert "3 people are told." in text_of(first)
    assert "Nobody is told twice." in text_of(second)
    assert "3 people were told" in text_of(second)
    assert Announcement.objects.count() == 1
    assert mails().count() == 3


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(client, run, author):
    page = preview(client, address(run), subject_en="", body_en="Nine o'clock", subject_id="Hujan")

    assert page.status_code == 422
    said = text_of(page)
    assert "Say what it is about." in said
    assert "Write both in this language, or neither." in said
    assert fields(page)["body_en"] == "Nine o'clock"


def test_the_words_can_be_changed_after_they_were_shown(client, run, author):
    shown = preview(client, address(run), **WORDS)

    page = client.post(address(run), {**fields(shown), "deed": "change"})

    assert fields(page)["body_en"].splitlines() == ["We <meet> at nine.", "Bring a hat."]
    assert not Announcement.objects.exists()


def test_an_announcement_about_a_session_begins_with_its_title_and_its_page(client, run, author):
    session = make_session(run, title="Shade for buses")
    query = f"?session={session.pk}"

    page = client.get(address(run, query))

    assert "It is about the session “Shade for buses”." in text_of(page)
    begun = fields(page)
    assert begun["subject_en"] == "Shade for buses: "
    assert f"/en/sessions/{run.slug}/{session.key}/" in begun["body_en"]
    other = make_session(make_run(), title="Not ours")
    for number in (other.pk, "x", "9" * 30):
        assert "Not ours" not in text_of(client.get(address(run, f"?session={number}")))


def test_a_run_without_people_and_an_archived_one_say_so(client, author, run):
    empty, old = make_run(run.course), make_run(run.course, archived_at=run.created_at)

    assert "Nobody is in this run yet" in text_of(client.get(address(empty)))
    page = preview(client, address(empty), **WORDS)
    assert "Put it on the page" in text_of(page)
    refused = client.get(address(old))
    assert "archived" in text_of(refused)
    assert b"<textarea" not in refused.content


def test_a_host_takes_it_back_and_a_second_time_changes_nothing(client, run, author):
    row = make_announcement(run, by=author)
    one = reverse("studio:announcement", args=[row.pk])
    assert "We meet on the second floor." in text_of(client.get(one))

    assert "It was taken back. Its page says so." in text_of(client.post(one, follow=True))

    assert "taken back before" in text_of(client.post(one, follow=True))
    assert "Taken back" in text_of(client.get(address(run)))
    assert "It was taken back:" in text_of(client.get(one))


def test_other_providers_and_learners_find_no_such_page(client, run):
    row = make_announcement(run)
    stranger = User.objects.create_user("other@example.org", "a-long-password", name="Ola")
    stranger.groups.add(make_provider().author_group)
    for person in (stranger, run.enrollments.first().learner):
        client.force_login(person)
        for url in (address(run), reverse("studio:announcement", args=[row.pk])):
            for response in (client.get(url), client.post(url, {"deed": "announce", **WORDS})):
                assert response.status_code in (302, 403, 404)
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert not mails().exists()


def test_whoever_announced_and_closed_their_account_is_named_nowhere(client, run, author):
    gone = make_learner(name="Somebody")
    make_announcement(run, by=gone)
    erase_user(user=gone, at=NOW)

    page = text_of(client.get(address(run)))

    assert "A closed account" in page
    assert "erased" not in page
