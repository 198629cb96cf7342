"""Uploaded films and captions are what their names say: learners get no dead player."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.models import MediaDocument
from courses.subtitles import NoCaptions, read_captions
from tests.factories.courses import make_course
from tests.factories.learning import make_learner

SUBRIP = (
    "1\r\n00:00:01,500 --> 00:00:04,000\r\nNoon, 1,000 shops are open.\r\n\r\n"
    "2\r\n00:00:04,000 --> 00:00:06,250\r\nOne, two, three.\r\n"
)
WEBVTT = (
    "WEBVTT\n\n1\n00:00:01.500 --> 00:00:04.000\nNoon, 1,000 shops are open.\n\n"
    "2\n00:00:04.000 --> 00:00:06.250\nOne, two, three.\n"
)
FILM = b"\x00\x00\x00\x20ftypisom"


@pytest.fixture
def provider(client):
    provider = make_course(lessons=()).provider
    author = make_learner()
    author.groups.add(provider.author_group)
    client.force_login(author)
    return provider


def upload(client, provider, name, content):
    """In the editor's window for choosing a file."""
    fields = {
        "title": "What was typed",
        "file": SimpleUploadedFile(name, content),
        "collection": provider.lesson_collection_id,
    }
    data = {f"document-chooser-upload-{field}": value for field, value in fields.items()}
    return client.post(reverse("wagtaildocs_chooser:create"), data)


@pytest.mark.django_db
def test_captions_of_another_program_are_made_into_those_that_browsers_read(provider, client):
    upload(client, provider, "square.srt", SUBRIP.encode("utf-8-sig"))

    document = MediaDocument.objects.get()
    assert document.filename.endswith(".vtt")
    assert document.file.read().decode() == WEBVTT


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("a.mp4", FILM), ("a.webm", b"\x1a\x45\xdf\xa3")])
def test_a_film_is_uploaded_as_it_is(name, content, provider, client):
    upload(client, provider, name, content)

    assert MediaDocument.objects.get().file.read() == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("film.mp4", b"%PDF-1.7 not a film", "This file is no video"),
        ("film.webm", FILM, "This file is no video"),
        ("words.vtt", b"WEBVTT\n\nHello", "no captions with times"),
        ("words.vtt", b"%PDF-1.7", "no captions with times"),
        ("words.srt", "Straße".encode("latin-1"), "no captions with times"),
        ("film.avi", b"RIFF", "File extension “avi” is not allowed"),
    ],
)
def test_what_could_not_play_is_refused_at_once_and_what_was_typed_stays(
    name, content, words, provider, client
):
    response = upload(client, provider, name, content)

    said = html.unescape(response.json()["htmlFragment"])
    assert words in said
    assert "What was typed" in said
    assert not MediaDocument.objects.exists()


@pytest.mark.django_db
def test_the_form_says_beforehand_which_files_it_takes_and_how_large(provider, client, settings):
    settings.LMS_UPLOAD_LIMITS = {"/cms/documents/": 512}

    page = client.get(reverse("wagtaildocs:add_multiple")).content.decode()

    assert "A video: mp4 or webm. Captions: vtt or srt." in page
    assert "At most 512 MB." in page


def test_webvtt_stays_as_it_is():
    assert read_captions(WEBVTT.encode()) == WEBVTT


def test_captions_of_an_old_computer_are_read():
    assert read_captions(SUBRIP.encode("utf-16")) == WEBVTT


def test_captions_without_times_are_none():
    with pytest.raises(NoCaptions):
        read_captions(b"WEBVTT")
