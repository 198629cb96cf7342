"""Checks before publication: what stops a lesson, what is worth a second look, and where."""

import uuid

import pytest

from courses.actions import publish_course
from courses.compiling import OutlineRefused
from courses.drafts import find_drafts
from courses.findings import find_advice
from courses.findings.finding import Finding
from courses.findings.media import find_weights
from courses.models import LessonPage, MediaDocument, MediaImage, ModulePage
from tests.factories.courses import (
    add_lesson,
    check_block,
    course_page,
    make_course,
    text_block,
)
from tests.factories.issues import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course(lessons=(1,))


@pytest.fixture
def lesson(course):
    """A lesson that nobody sees yet."""
    module = ModulePage.objects.descendant_of(course_page(course)).get()
    return add_lesson(module, title="Shade", live=False)


def block(kind, value):
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def image_block(alt_text, image=1):
    return block("image", {"image": image, "alt_text": alt_text, "caption": ""})


def video_block(**values):
    empty = {"title": "A walk", "minutes": 3, "file": None, "captions": [], "link": ""}
    return block("video", {**empty, "transcript": "", **values})


def write(lesson, *blocks):
    """What its author left, as the checks read it."""
    lesson.body = list(blocks)
    lesson.save_revision()
    return lesson.get_latest_revision_as_object()


def advice(page):
    return [(each.code, each.block_id) for each in find_advice([page])[page.pk]]


def blocking(course, page):
    return next(d.findings for d in find_drafts(course) if d.page.pk == page.pk)


def test_what_stops_names_the_block_where_it_stands(course, lesson):
    picture, text = image_block("", make_picture().pk), text_block()
    write(lesson, text, picture)

    [finding] = blocking(course, lesson)

    assert finding.text == "Alternative text: This field is required."
    assert finding.anchor == f"#block-{picture['id']}-section"
    assert finding.where == "Block 2, Image"


def test_each_thing_that_stops_is_a_finding_of_its_own(course, lesson):
    wrong = check_block(questions=2)
    for question in wrong["value"]["questions"]:
        question["value"]["options"][0]["value"]["is_right"] = False
    write(lesson, wrong, image_block("", make_picture().pk))

    found = blocking(course, lesson)

    assert [each.text for each in found] == [
        "Mark exactly one answer as right.",
        "Mark exactly one answer as right.",
        "Alternative text: This field is required.",
    ]
    assert {each.block_id for each in found[:2]} == {wrong["id"]}


def test_an_empty_lesson_leads_to_its_body(course, lesson):
    write(lesson)

    [finding] = blocking(course, lesson)

    assert finding.code == "empty_lesson"
    assert finding.anchor == "#panel-child-content-body-section"


@pytest.mark.parametrize(
    ("field", "anchor"),
    [
        ("summary", "#panel-child-content-summary-section"),
        ("effort_minutes", "#id_effort_minutes"),
        ("slug", "#tab-promote"),
        ("", ""),
    ],
)
def test_a_field_is_found_wherever_the_form_shows_it(field, anchor):
    assert Finding("", "", field=field).anchor == anchor


@pytest.mark.parametrize(
    "words",
    ["IMG_2041.jpg", "image", "Photo 3", "DSC0042", "screenshot-1", "사진", "plan.PNG"],
)
def test_a_file_name_is_no_alternative_text(lesson, words):
    page = write(lesson, image := image_block(words))

    assert advice(page) == [("alt_text", image["id"])]


@pytest.mark.parametrize("words", ["A shaded street in Suva", "Image of a bus lane", "그늘진 거리"])
def test_words_about_the_picture_are_fine(lesson, words):
    assert advice(write(lesson, image_block(words))) == []


def test_a_smaller_heading_needs_a_larger_one_before_it(lesson):
    first, second = text_block("<h3>Noon</h3><p>Hot.</p>"), text_block("<h3>Dusk</h3>")
    page = write(lesson, first, second)

    assert advice(page) == [("heading_order", first["id"])]


def test_headings_in_order_are_fine(lesson):
    page = write(lesson, text_block("<h2>Day</h2><h3>Noon</h3>"), text_block("<h3>Dusk</h3>"))

    assert advice(page) == []


def test_a_heading_without_words_is_named(lesson):
    assert advice(write(lesson, empty := text_block("<p>Shade.</p><h2></h2>"))) == [
        ("heading_empty", empty["id"])
    ]


@pytest.mark.parametrize("words", ["here", "Read more …", "여기", "こちら", ""])
def test_the_words_of_a_link_must_say_where_it_leads(lesson, words):
    text = text_block(f'<p>Look <a href="https://example.org/">{words}</a></p>')

    assert advice(write(lesson, text)) == [("link_text", text["id"])]


def test_a_link_inside_another_block_is_read_too(lesson):
    callout = block(
        "callout",
        {"tone": "note", "title": "Try", "text": '<p><a href="https://example.org/">here</a></p>'},
    )

    assert advice(write(lesson, callout)) == [("link_text", callout["id"])]


def test_a_linked_video_without_a_transcript_is_worth_a_look(lesson):
    video = video_block(link="https://youtu.be/aaaaaaaaaaa")
    with_words = video_block(link="https://youtu.be/aaaaaaaaaaa", transcript="<p>Walk.</p>")

    assert advice(write(lesson, video, with_words)) == [("transcript", video["id"])]


def test_captions_in_another_language_than_the_page_are_named(lesson):
    captions = [{"type": "item", "id": "c", "value": {"language": "ko", "document": 1}}]
    video = video_block(file=1, captions=captions, transcript="<p>Walk.</p>")

    found = find_advice([write(lesson, video)])[lesson.pk]

    assert [each.code for each in found] == ["captions"]
    assert "no captions in English" in found[0].text


def test_a_heavy_file_and_heavy_pictures_are_told_with_their_time(lesson):
    picture = make_picture()
    MediaImage.objects.filter(pk=picture.pk).update(width=4000, height=4000, file_size=9_000_000)
    file = MediaDocument.objects.create(title="Film", file="film.mp4")
    MediaDocument.objects.filter(pk=file.pk).update(file_size=75_000_000)
    film = block("document", {"document": file.pk, "title": "Film", "description": ""})
    pictures = [image_block("A street", picture.pk) for _number in range(7)]

    found = find_weights([write(lesson, film, *pictures)])[lesson.pk]

    assert [each.block_id for each in found] == ["", film["id"]]
    assert "on a weak line" in found[0].text
    assert "10 minutes on a weak line" in found[1].text


def test_a_light_lesson_is_not_spoken_of(lesson):
    assert find_weights([write(lesson, image_block("A street", make_picture().pk))]) == {
        lesson.pk: []
    }


def test_a_link_to_a_page_that_is_gone_stops(course, lesson):
    text = text_block('<p><a linktype="page" id="999999">The plan</a></p>')
    write(lesson, text)

    [finding] = blocking(course, lesson)

    assert (finding.code, finding.block_id) == ("dead_link", text["id"])
    assert finding.text == "A link leads to a page that is not published."


@pytest.mark.parametrize("address", ["/en/nowhere-at-all/", "/de/"])
def test_an_address_of_this_site_that_nothing_answers_stops(course, lesson, address):
    write(lesson, text_block(f'<p><a href="{address}">The plan</a></p>'))

    [finding] = blocking(course, lesson)

    assert finding.text == f"The link to {address} leads to nothing."


def test_a_link_to_another_draft_of_the_course_is_alive(course, lesson):
    other = LessonPage.objects.exclude(pk=lesson.pk).get()
    links = f'<p><a linktype="page" id="{lesson.pk}">Itself</a> and '
    links += f'<a linktype="page" id="{other.pk}">the first</a></p>'
    write(
        lesson, text_block(links), text_block('<p><a href="https://example.org/x">A plan</a></p>')
    )

    assert blocking(course, lesson) == ()


def test_a_link_to_a_draft_of_another_course_is_dead(course, lesson):
    other = make_course(lessons=(1,), is_live=False)
    link = f'<p><a linktype="page" id="{course_page(other).pk}">The other course</a></p>'
    write(lesson, text_block(link))

    assert [each.code for each in blocking(course, lesson)] == ["dead_link"]


def test_a_course_that_nobody_could_complete_is_not_published(course):
    page = LessonPage.objects.get()
    page.is_required = False
    page.save_revision()

    with pytest.raises(OutlineRefused, match="nobody could ever complete"):
        publish_course(course, by=None)

    page.refresh_from_db()
    assert page.is_required
