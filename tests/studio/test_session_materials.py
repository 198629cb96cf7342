"""A host adds recording, slides and reading to a session."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.models import MediaDocument
from live.actions import publish_material
from live.models import LiveSession
from tests.factories.courses import NOW, make_course
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session, session_block
from tests.live.arranging import run_with_session
from tests.live.pages import fields_of, text_of

pytestmark = pytest.mark.django_db
FILM = "https://films.example.org/1"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session():
    run, block = run_with_session(session_block(recording_counts=True))
    return make_session(run, block=block, starts_at=NOW - timedelta(hours=3))


@pytest.fixture
def host(session, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(session.run.course.provider.author_group)
    client.force_login(person)
    return person


def document_of(provider, title):
    file = ContentFile(b"x", name=f"{title}.mp4")
    return MediaDocument.objects.create(
        title=title, file=file, collection=provider.lesson_collection
    )


def page_of(session):
    return reverse("studio:session-materials", args=[session.pk])


def save(client, session, **values):
    return client.post(page_of(session), {**fields_of(client.get(page_of(session))), **values})


def test_what_appears_is_told_and_stands_in_the_form(session, host, client):
    make_enrollment(run=session.run)
    assert "The one person in the run hears once" in text_of(client.get(page_of(session)))

    response = save(client, session, recording_url=FILM, recording_minutes="80")

    page = client.get(response.url)
    assert "It is saved. 1 person hears of it" in text_of(page)
    assert fields_of(page)["recording_url"] == FILM
    assert "It stands on the page of the session." in text_of(
        client.get(save(client, session, recording_minutes="81").url)
    )


def test_a_video_of_the_provider_can_be_chosen_and_nobody_elses(session, host, client):
    ours = document_of(session.run.course.provider, "Ours")
    theirs = document_of(make_course().provider, "Theirs")
    page = text_of(client.get(page_of(session)))
    assert "Ours" in page
    assert "Theirs" not in page

    refused = save(client, session, recording_document=str(theirs.pk), recording_minutes="80")
    assert refused.status_code == 422
    assert save(client, session, recording_document=str(ours.pk), recording_minutes="80").url

    assert LiveSession.objects.get().recording_document == ours


def test_a_host_of_the_team_gives_links_and_keeps_what_is_chosen(session, client):
    ours = document_of(session.run.course.provider, "Ours")
    document_of(session.run.course.provider, "Another")
    LiveSession.objects.update(recording_document=ours, recording_at=NOW, recording_minutes=80)
    person = make_learner(is_staff=True)
    person.groups.add(make_course().provider.author_group)
    session.run.team.add(person)
    client.force_login(person)

    page = text_of(client.get(page_of(session)))
    assert "Ours" in page
    assert "Another" not in page
    save(client, session, slides_url="https://slides.example.org/1")

    row = LiveSession.objects.get()
    assert (row.recording_document, row.slides_url) == (ours, "https://slides.example.org/1")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"recording_url": "javascript:x", "recording_minutes": "5"}, "begins with https://"),
        ({"slides_url": "http://slides.example.org"}, "begins with https://"),
        ({"recording_url": FILM}, "Say how long it is"),
        ({"recording_url": FILM, "recording_minutes": "0"}, "from 1 to 1440 minutes"),
        ({"reading": "The guide"}, "has no web address"),
        ({"recording_document": "77777"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(session, host, client, values, sentence):
    response = save(client, session, **values)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert LiveSession.objects.get().sequence == 0


def test_a_link_that_is_kept_is_not_looked_at(session, host, client):
    kept = "http://127.0.0.1:8000/demo/meeting/"
    LiveSession.objects.update(recording_url=kept, recording_at=NOW, recording_minutes=80)

    assert save(client, session, slides_url="https://slides.example.org/1").status_code == 302
    row = LiveSession.objects.get()
    assert (row.recording_url, row.slides_url) == (kept, "https://slides.example.org/1")


def test_link_and_document_together_are_refused(session, host, client):
    ours = document_of(session.run.course.provider, "Ours")

    response = save(
        client,
        session,
        recording_url=FILM,
        recording_document=str(ours.pk),
        recording_minutes="9",
    )

    assert "Give either a link or a document" in text_of(response)


def test_the_second_of_two_tabs_keeps_what_it_typed(session, host, client):
    typed = {**fields_of(client.get(page_of(session))), "slides_url": "https://a.example.org/"}
    publish_material(
        session=session,
        values={"recording_url": FILM, "recording_minutes": 80},
        sequence=0,
        by=host,
        at=NOW,
    )

    response = client.post(page_of(session), typed)

    assert response.status_code == 409
    assert fields_of(response)["slides_url"] == "https://a.example.org/"
    assert LiveSession.objects.get().recording_url == FILM


def test_another_author_sees_none_of_it(session, client):
    other = make_learner(is_staff=True)
    other.groups.add(make_course().provider.author_group)
    client.force_login(other)

    assert client.get(page_of(session)).status_code == 404
    assert client.post(page_of(session), {}).status_code == 404
