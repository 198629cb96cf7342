"""The certificate of a programme names its courses, on paper and on its public page."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone

from certificates.issuing import issue_certificate
from certificates.models import Certificate
from certificates.programmes import certified_courses
from certificates.sheet import make_sheet
from courses.models import CoursePage
from learning.actions import complete_by_hand, excuse
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import finish, lessons_of, make_enrollment, make_learner
from tests.learning.programmes import make_programme

from .sheets import certificate as certificate_in_memory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(monkeypatch, tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Certificate._meta.get_field("pdf"), "storage", storage)


@pytest.fixture
def parts():
    heat = make_course(lessons=(1,), checks=False, title="Heat", effort_minutes=120)
    rain = make_course(
        lessons=(1,), checks=False, title="Rain", provider=heat.provider, effort_minutes=210
    )
    return heat, rain


@pytest.fixture
def programme(parts):
    return make_programme(*parts)


@pytest.fixture
def enrollment(programme):
    learner = make_learner(
        certificate_name="Nadia Karim", certificate_name_confirmed_at=timezone.now()
    )
    return make_enrollment(run=make_run(programme), learner=learner)


def issue(enrollment):
    enrollment.refresh_from_db()
    return issue_certificate(enrollment=enrollment, at=NOW)


def page_of(client, certificate):
    answer = client.get(reverse("certificates:verify", args=[certificate.printed_code]))
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def test_paper_and_page_name_the_courses_and_their_effort(enrollment, client):
    certificate = issue(finish(enrollment))

    sheet = make_sheet(certificate, certified_courses(certificate))
    assert sheet["completed_line"] == "has completed the programme"
    assert sheet["facts"][2] == "with its courses completed: “Heat”, “Rain”."
    assert "5 hours 30 minutes" in sheet["facts"][1]
    said = page_of(client, certificate)
    assert "Its courses completed: Heat Rain" in said
    assert "knowledge check" not in said
    assert "Effort 5 hours 30 minutes" in said


def test_a_course_that_was_not_asked_for_is_not_called_completed(enrollment):
    by, lesson = make_learner(is_staff=True), lessons_of(enrollment)[0]
    first = lesson.activities[0] if lesson.activities[0].course else lesson.activities[1]
    why = {"by": by, "reason": "Ill for weeks", "at": NOW}
    excuse(enrollment=enrollment, activities=[(lesson.key, first.key)], **why)
    complete_by_hand(enrollment=enrollment, **why)

    assert certified_courses(issue(enrollment)) == ("Rain",)


def test_more_courses_than_there_is_room_for_are_not_printed():
    sheet = make_sheet(certificate_in_memory(), tuple(f"A course of cities {n}" for n in range(12)))

    assert sheet["facts"][2] == "with all that the programme asks for done."


def test_the_page_of_a_programme_says_the_effort_of_its_courses(programme, client):
    assert "5 hours 30 minutes" in client.get(course_page(programme).url).content.decode()


def test_what_its_provider_typed_holds(programme, client):
    CoursePage.objects.filter(pk=course_page(programme).pk).update(effort_minutes=900)

    assert "15 hours" in client.get(course_page(programme).url).content.decode()


def test_another_course_says_what_it_always_said(client):
    learner = make_learner(certificate_name="Ayu", certificate_name_confirmed_at=timezone.now())
    certificate = issue(finish(make_enrollment(learner=learner)))

    assert certified_courses(certificate) is None
    assert "Every required lesson and knowledge check" in page_of(client, certificate)
