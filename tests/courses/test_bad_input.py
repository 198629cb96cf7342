"""What an author may do wrong in the editor: it is said where it happened, and nothing is lost."""

import html
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core.blocks import ProseBlock
from courses.findings.own_rules import find_refusals
from courses.models import LessonPage, MediaDocument, MediaImage
from tests.factories.courses import course_page, make_course
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db

VIDEO = {"title": "A square", "minutes": "", "captions-count": "0", "transcript": "null"}


@pytest.fixture
def course():
    return make_course(lessons=(1,))


@pytest.fixture
def author(course, client):
    author = make_learner()
    author.groups.add(course.provider.author_group)
    client.force_login(author)
    return author


def edit_lesson(client, course, blocks, **changes):
    lesson = LessonPage.objects.descendant_of(course_page(course)).first()
    data = {
        "title": "What was typed",
        "slug": lesson.slug,
        "minutes": "12",
        "is_required": "on",
        **nested_form_data({"body": streamfield(blocks)}),
        **changes,
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/playlist?list=PL0123456789",
        "https://vimeo.com/about",
        "https://video.example.org/watch?v=abcdefghijk",
        "https://youtube.com.example.org/watch?v=abcdefghijk",
    ],
)
def test_a_video_link_that_cannot_be_embedded_is_said_beside_it(link, course, author, client):
    response = edit_lesson(client, course, [("video", {**VIDEO, "file": "", "link": link})])

    assert response.status_code == 200
    text = response.content.decode()
    assert "This link cannot be embedded." in text
    assert link in text
    assert "What was typed" in text
    assert not LessonPage.objects.filter(title="What was typed").exists()


def test_a_word_that_is_no_link_is_said(course, author, client):
    response = edit_lesson(client, course, [("video", {**VIDEO, "file": "", "link": "a video"})])

    assert "Enter a valid URL." in response.content.decode()


def test_a_draft_may_wait_for_its_video_and_is_told_what_it_lacks(course, author, client):
    edit_lesson(client, course, [("video", {**VIDEO, "file": "", "link": ""})])

    lesson = LessonPage.objects.descendant_of(course_page(course)).get(draft_title="What was typed")
    [finding] = find_refusals(lesson.get_latest_revision_as_object())
    assert finding.text == "Choose a file or give a link: one of the two."


def test_a_draft_may_wait_for_captions_and_transcript(course, author, client):
    film = MediaDocument.objects.create(title="Film", file="film.mp4")
    captions = {
        "captions-count": "1",
        "captions-0-deleted": "",
        "captions-0-order": "0",
        "captions-0-id": "",
        "captions-0-value-language": "en",
        "captions-0-value-document": "",
    }

    edit_lesson(client, course, [("video", {**VIDEO, **captions, "file": film.pk, "link": ""})])

    lesson = LessonPage.objects.descendant_of(course_page(course)).get(draft_title="What was typed")
    [finding] = find_refusals(lesson.get_latest_revision_as_object())
    assert "Captions (.vtt)" in finding.text


def test_a_draft_with_a_film_alone_is_told_that_captions_and_transcript_are_missing(
    course, author, client
):
    film = MediaDocument.objects.create(title="Film", file="film.mp4")

    edit_lesson(client, course, [("video", {**VIDEO, "file": film.pk, "link": ""})])

    lesson = LessonPage.objects.descendant_of(course_page(course)).get(draft_title="What was typed")
    found = find_refusals(lesson.get_latest_revision_as_object())
    assert [each.text for each in found] == [
        "A video needs captions.",
        "A video needs a transcript.",
    ]


def test_a_file_and_a_link_together_are_refused_at_once(course, author, client):
    film = MediaDocument.objects.create(title="Film", file="film.mp4")
    value = {**VIDEO, "file": film.pk, "link": "https://vimeo.com/76979871"}

    response = edit_lesson(client, course, [("video", value)])

    assert "Choose a file or give a link: one of the two." in response.content.decode()


@pytest.mark.parametrize("minutes", ["0", "-3", "601", "soon"])
def test_minutes_that_cannot_be_are_refused_and_the_rest_stays(minutes, course, author, client):
    quotation = ("quotation", {"text": "A long thought", "source": "Somebody", "link": ""})

    response = edit_lesson(client, course, [quotation], minutes=minutes)

    assert response.context["form"].errors["minutes"]
    assert "A long thought" in response.content.decode()


def test_a_title_of_300_letters_is_refused_and_stays(course, author, client):
    response = edit_lesson(client, course, [], title="a" * 300)

    assert response.context["form"].errors["title"]
    assert "a" * 300 in response.content.decode()


def upload(client, course, content, name="square.png", title="A square"):
    file = SimpleUploadedFile(name, content, content_type="image/png")
    collection = course.provider.lesson_collection_id
    return client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": title, "files[]": file, "collection": collection},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def choose(client, course, content, name="square.png"):
    """The upload inside the editor's image chooser."""
    return client.post(
        reverse("wagtailimages_chooser:create"),
        {
            "image-chooser-upload-title": "A square at noon",
            "image-chooser-upload-file": SimpleUploadedFile(name, content),
            "image-chooser-upload-collection": course.provider.lesson_collection_id,
        },
    )


def png(size=(20, 10)):
    content = io.BytesIO()
    Image.new("1", size).save(content, "PNG")
    return content.getvalue()


def test_an_image_can_be_uploaded(course, author, client):
    response = upload(client, course, png())

    assert response.json()["success"], response.json()
    assert MediaImage.objects.get().collection == course.provider.lesson_collection


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"These are words.", "square.png", "either not an image or a corrupted image"),
        (png()[:30], "square.png", "either not an image or a corrupted image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plan.svg", "Not a supported image format"),
        (png(), "square.exe", "Not a supported image format"),
        (b"", "square.png", "empty"),
    ],
)
def test_an_image_that_is_none_is_refused_with_the_reason(
    content, name, words, course, author, client
):
    answer = upload(client, course, content, name).json()

    assert not answer["success"]
    assert words in answer["error_message"]
    assert not MediaImage.objects.exists()


def test_an_image_that_is_too_heavy_is_refused_with_the_limit(course, author, client, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 50

    answer = upload(client, course, png()).json()

    assert "too big" in answer["error_message"]
    assert not MediaImage.objects.exists()


def test_an_image_of_too_many_pixels_is_refused_before_it_is_opened(course, author, client):
    answer = upload(client, course, png((14_000, 10_000))).json()

    assert not answer["success"]
    assert "pixels" in answer["error_message"]
    assert not MediaImage.objects.exists()


def test_in_the_editor_the_refused_image_keeps_what_was_typed(course, author, client):
    response = choose(client, course, b"These are words.")

    text = html.unescape(response.content.decode())
    assert "either not an image or a corrupted image" in text
    assert "A square at noon" in text


def check_form(*, is_right):
    """A knowledge check with one question, as the editor sends it."""
    answers = [
        {"text": "A square", "feedback": "", **({"is_right": "on"} if is_right else {})},
        {"text": "A street", "feedback": ""},
    ]
    question = {"text": "What is this?", "kind": "SINGLE", "options": inline(answers)}
    return {
        "title": "Check",
        "introduction": "null",
        "pass_mark_percent": "80",
        "attempts_allowed": "",
        "is_required": "on",
        "questions": inline([question]),
    }


def inline(values):
    """A ListBlock as its form sends it."""
    rows = {
        str(number): {"deleted": "", "order": str(number), "id": str(uuid4()), "value": value}
        for number, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


def test_a_question_without_a_right_answer_waits_in_a_draft_and_is_not_published(
    course, author, client
):
    edit_lesson(client, course, [("knowledge_check", check_form(is_right=False))])

    lesson = LessonPage.objects.descendant_of(course_page(course)).first()
    drafted = lesson.get_latest_revision_as_object()
    assert drafted.title == "What was typed"
    [refusal] = find_refusals(drafted)
    assert refusal.text == "Mark exactly one answer as right."
    assert refusal.is_blocking


def test_a_question_with_its_right_answer_is_ready(course, author, client):
    edit_lesson(client, course, [("knowledge_check", check_form(is_right=True))])

    lesson = LessonPage.objects.descendant_of(course_page(course)).first()
    assert find_refusals(lesson.get_latest_revision_as_object()) == []


def test_a_file_that_is_no_video_is_refused_in_a_draft_too(course, author, client):
    sheet = MediaDocument.objects.create(title="Sheet", file="sheet.pdf")

    response = edit_lesson(client, course, [("video", {**VIDEO, "file": sheet.pk, "link": ""})])

    assert "This file is no video" in response.content.decode()


def test_a_file_to_download_takes_the_title_that_it_was_given(course, author, client):
    sheet = MediaDocument.objects.create(title="Five steps on one page", file="sheet.pdf")

    edit_lesson(
        client, course, [("document", {"document": sheet.pk, "title": " ", "description": ""})]
    )

    lesson = LessonPage.objects.descendant_of(course_page(course)).first()
    [block] = lesson.get_latest_revision_as_object().body
    assert block.value["title"] == "Five steps on one page"


def test_a_number_without_words_does_not_reach_readers():
    typed = "<ol><li>Find a place</li><li></li></ol><ul><li> <br/></li></ul><p>Go.</p>"
    value = ProseBlock().clean(RichText(typed))

    assert value.source == "<ol><li>Find a place</li></ol><p>Go.</p>"
