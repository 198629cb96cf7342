"""Files of lessons: for learners of the provider's own courses, whole or in ranges."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from courses.models import LessonPage, MediaDocument
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def files(monkeypatch, tmp_path):
    """Protected files of this test alone."""
    storage = FileSystemStorage(location=tmp_path, base_url=None)
    monkeypatch.setitem(storages._storages, "protected", storage)


@pytest.fixture
def course():
    return make_course(lessons=(1,), checks=False)


@pytest.fixture
def document(course):
    return MediaDocument.objects.create(
        title="Plan",
        collection=course.provider.lesson_collection,
        file=ContentFile(b"0123456789", "plan.pdf"),
    )


def show(document, course):
    """As the live lesson of the course shows it."""
    lesson = LessonPage.objects.get(path__startswith=course_page(course).path)
    value = {"document": document.pk, "title": "Plan", "description": ""}
    lesson.body = [{"type": "document", "id": str(uuid.uuid4()), "value": value}]
    lesson.save()


def enroll(learner, course):
    """In a run that started long ago."""
    long_ago = NOW - timedelta(days=1000)
    make_enrollment(run=make_run(course, opens_at=long_ago, starts_at=long_ago), learner=learner)


@pytest.fixture
def learner(client):
    person = make_learner()
    client.force_login(person)
    return person


def test_a_learner_of_the_course_reads_what_its_lesson_shows(course, document, learner, client):
    show(document, course)
    enroll(learner, course)

    assert client.get(document.url).status_code == 200


def test_a_file_that_another_provider_names_in_a_lesson_stays_closed(document, learner, client):
    theirs = make_course(lessons=(1,), checks=False)
    show(document, theirs)
    enroll(learner, theirs)

    assert client.get(document.url).status_code == 404


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("bytes=2-4", 206),
        ("bytes=99-", 416),
        ("bytes=" + "9" * 5000 + "-", 200),
        ("bytes=-" + "9" * 5000, 200),
    ],
)
def test_a_strange_range_is_no_error(course, document, learner, client, header, status):
    show(document, course)
    enroll(learner, course)

    assert client.get(document.url, headers={"range": header}).status_code == status
