"""The course files: complete, in every language the same shape, and nothing without its words."""

import json
import re
from collections import defaultdict

import pytest

from demo.course_files import CONTENT_DIR, CourseFile, languages_of, read_course
from demo.drawings import DRAWINGS, FILES_DIR
from demo.prose import prose_to_html
from demo.sheets import SHEETS
from sdgs.actions import DATA_FILE

COURSES = sorted(path.parent.name for path in CONTENT_DIR.glob("*/en.yaml"))
IMAGES = {name: number for number, name in enumerate(DRAWINGS, start=1)}
FILES = [*(f"{name}.pdf" for name in SHEETS), "square-film.mp4", "square-film.en.vtt"]
DOCUMENTS = {name: number for number, name in enumerate(FILES, start=1)}
ALL = [(course, language) for course in COURSES for language in languages_of(course)]
TAUGHT = [(course, language) for course, language in ALL if read_course(course, language).modules]


def is_written(course: CourseFile) -> bool:
    """Whether one learns by reading: what live courses say is said in their sessions."""
    return not any("session" in block for lesson in course.lessons() for block in lesson.body)


WRITTEN = [pair for pair in TAUGHT if is_written(read_course(*pair))]


def bodies(course: CourseFile):
    return {lesson.key: lesson.raw_body(IMAGES, DOCUMENTS) for lesson in course.lessons()}


def blocks(course: CourseFile, kind: str):
    return [block for body in bodies(course).values() for block in body if block["type"] == kind]


def ids_and_types(value):
    """Every id with the type of what it stands at, in order."""
    if isinstance(value, dict):
        own = [(value["id"], value["type"])] if "id" in value else []
        return own + [pair for each in value.values() for pair in ids_and_types(each)]
    if isinstance(value, list):
        return [pair for each in value for pair in ids_and_types(each)]
    return []


def test_the_courses_of_the_report_are_there():
    titles = {read_course(course, "en").title for course in COURSES}

    assert titles == {
        "Approaches in Sustainable Tourism: Lessons from Seoul",
        "Climate Leadership Programme (sample)",
        "Japanese Case Studies of Creative Approaches Towards Strengthening Societal Resilience",
        "Live Online Training on Collaborative Smart Governance",
        "Urban Safety & Inclusive Spaces Masterclass",
        "Webinar on AI for Air Quality Management",
        "Youth SDGs Action Project (YSAP)",
    }


@pytest.mark.parametrize(("course", "language"), ALL)
def test_a_summary_fits_the_catalogue_and_outcomes_are_named(course, language):
    read = read_course(course, language)

    assert 80 <= len(read.summary) <= 300
    assert read.outcomes
    assert all(0 < len(outcome) <= 300 for outcome in read.outcomes)
    assert read.audience
    assert read.description


@pytest.mark.parametrize(("course", "language"), WRITTEN)
def test_every_lesson_has_prose(course, language):
    read = read_course(course, language)

    for lesson in read.lessons():
        raw = str(lesson.raw_body(IMAGES, DOCUMENTS))
        words = len(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", raw)))

        assert words >= 300, lesson.key
        assert lesson.body[0].keys() == {"text"}, lesson.key


@pytest.mark.parametrize(("course", "language"), WRITTEN)
def test_every_image_has_an_alternative_text_and_a_caption(course, language):
    images = blocks(read_course(course, language), "image")

    assert images
    for image in images:
        assert 40 <= len(image["value"]["alt_text"]) <= 500
        assert image["value"]["caption"]


@pytest.mark.parametrize(("course", "language"), TAUGHT)
def test_every_check_has_a_right_answer_and_feedback_for_each_option(course, language):
    checks = blocks(read_course(course, language), "knowledge_check")

    for check in checks:
        for question in (item["value"] for item in check["value"]["questions"]):
            options = [item["value"] for item in question["options"]]
            right = [option for option in options if option["is_right"]]

            assert len(options) >= 3
            assert all(option["text"] and option["feedback"] for option in options)
            assert len(right) == 1 if question["kind"] == "SINGLE" else len(right) >= 1
            assert len(right) < len(options)


@pytest.mark.parametrize(("course", "language"), WRITTEN)
def test_every_module_ends_in_a_check(course, language):
    for module in read_course(course, language).modules:
        last = module.lessons[-1].raw_body(IMAGES, DOCUMENTS)[-1]

        assert last["type"] == "knowledge_check", module.key


@pytest.mark.parametrize(("course", "language"), TAUGHT)
def test_every_id_is_stored_and_stands_once(course, language):
    pairs = [pair for body in bodies(read_course(course, language)).values() for pair in body]
    ids = [identity for identity, _ in ids_and_types(pairs)]

    assert len(ids) == len(set(ids)) > (100 if (course, language) in WRITTEN else 1)


@pytest.mark.parametrize(("course", "language"), [pair for pair in TAUGHT if pair[1] != "en"])
def test_a_translation_has_the_same_ids_as_its_source(course, language):
    source, translation = read_course(course, "en"), read_course(course, language)

    assert [module.translation_key for module in source.modules] == [
        module.translation_key for module in translation.modules
    ]
    assert {key: ids_and_types(body) for key, body in bodies(source).items()} == {
        key: ids_and_types(body) for key, body in bodies(translation).items()
    }


@pytest.mark.parametrize(("course", "language"), [pair for pair in TAUGHT if pair[1] != "en"])
def test_a_translation_has_the_same_right_answers_and_pass_marks(course, language):
    def rules(read: CourseFile):
        return [
            (
                check["value"]["pass_mark_percent"],
                check["value"]["attempts_allowed"],
                [
                    [option["value"]["is_right"] for option in question["value"]["options"]]
                    for question in check["value"]["questions"]
                ],
            )
            for check in blocks(read, "knowledge_check")
        ]

    assert rules(read_course(course, "en")) == rules(read_course(course, language))


def test_every_table_row_has_as_many_cells_as_the_header():
    for course, language in TAUGHT:
        for table in blocks(read_course(course, language), "table"):
            widths = {len(row["value"]["cells"]) for row in table["value"]["rows"]}

            assert widths == {len(table["value"]["header"])}


def test_every_drawing_is_used_and_small():
    used = defaultdict(set)
    for course, language in TAUGHT:
        for lesson in read_course(course, language).lessons():
            for block in lesson.body:
                if "image" in block:
                    used[block["image"]["drawing"]].add(course)

    assert set(used) == set(DRAWINGS)
    for name in DRAWINGS:
        assert (FILES_DIR / f"{name}.png").stat().st_size < 40_000
    for name in SHEETS:
        assert (FILES_DIR / f"{name}.pdf").stat().st_size < 40_000
    assert (FILES_DIR / "square-film.mp4").stat().st_size < 400_000


def test_every_file_is_offered_by_a_lesson():
    offered = {name for pair in TAUGHT for name in read_course(*pair).documents()}

    assert offered == set(FILES)


@pytest.mark.parametrize(("course", "language"), TAUGHT)
def test_every_video_has_captions_and_a_transcript(course, language):
    for video in blocks(read_course(course, language), "video"):
        assert video["value"]["captions"]
        assert len(video["value"]["transcript"]) > 200


def test_no_two_lessons_of_a_course_share_an_address():
    for course in COURSES:
        slugs = [lesson.slug for lesson in read_course(course, "en").lessons()]

        assert len(slugs) == len(set(slugs))
        assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_prose_knows_headings_lists_and_bold_and_escapes_the_rest():
    html = prose_to_html("## One & two\n\nA **bold**\nword < 3\n\n- a\n  b\n- c\n\n1. x")

    assert html == (
        "<h2>One &amp; two</h2><p>A <b>bold</b> word &lt; 3</p>"
        "<ul><li>a b</li><li>c</li></ul><ol><li>x</li></ol>"
    )


def test_no_mark_of_the_prose_is_left_over():
    for course, language in TAUGHT:
        raw = str(list(bodies(read_course(course, language)).values()))

        assert "**" not in raw
        assert "##" not in raw


def test_a_target_is_quoted_as_the_resolution_has_it():
    texts = {row["code"]: row["text"] for row in json.loads(DATA_FILE.read_text())["targets"]}
    quoted = 0
    for course in COURSES:
        for quotation in blocks(read_course(course, "en"), "quotation"):
            found = re.search(r"target (\d+\.\w+)", quotation["value"]["source"])
            if found:
                quoted += 1
                assert quotation["value"]["text"] == texts[found[1]]

    assert quoted >= 4
