"""What learners are told about the courses of a programme: which run, when, and the way in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import reverse

from courses.actions import choose_part_runs
from learning.actions import enroll, enroll_many
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.learning.programmes import make_programme
from users.inviting import Newcomer

pytestmark = pytest.mark.django_db
LATER = {"starts_at": NOW + timedelta(days=40), "ends_at": NOW + timedelta(days=90)}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def heat():
    return make_course(lessons=(1,), checks=False, title="Heat")


@pytest.fixture
def rain(heat):
    return make_course(lessons=(1,), checks=False, title="Rain", provider=heat.provider)


@pytest.fixture
def run(heat, rain):
    """Begins in forty days; Heat runs already, Rain begins late in the evening of Seoul."""
    parts = [
        make_run(heat),
        make_run(
            rain,
            starts_at=datetime(2027, 3, 1, 15, 30, tzinfo=UTC),
            ends_at=datetime(2027, 3, 20, 3, tzinfo=UTC),
        ),
    ]
    programme = make_run(make_programme(rain, heat), **LATER)
    choose_part_runs(
        run=programme,
        chosen={str(each.course.key): each.pk for each in parts},
        by=make_learner(is_staff=True),
        at=NOW,
    )
    return programme


def part_of(run, course):
    return run.parts.get(course=course).part_run


def mail_to(learner):
    return Delivery.objects.filter(user=learner).latest("pk")


def words(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_the_mail_names_the_courses_with_their_days_and_leads_to_each(run, heat, rain, kind):
    learner = make_learner(time_zone="Asia/Seoul")
    enroll(learner=learner, run=run, at=NOW)

    mail = mail_to(learner)
    text = render_to_string(f"email/{mail.template}/body.{kind}", mail.context)

    assert "You are enrolled in its courses too:" in text
    assert text.index("Rain") < text.index("Heat")  # as in the programme
    assert "2 March 2027 – 20 March 2027 (Seoul)" in text
    for course in (heat, rain):
        assert reverse("learning:resume", args=[part_of(run, course).slug]) in text


def test_who_was_invited_reads_the_same(run, heat):
    by = make_learner(is_staff=True)
    people = [Newcomer(email="new@example.org")]

    enroll_many(run=run, people=people, at=NOW, by=by)

    mail = Delivery.objects.get(to_email="new@example.org")
    assert [each["title"] for each in mail.context["courses"]] == ["Rain", "Heat"]
    assert "Heat" in render_to_string(f"email/{mail.template}/body.txt", mail.context)


def test_the_mail_leads_to_the_run_in_which_one_is_and_not_to_another(run, heat):
    inside = make_enrollment(run=make_run(heat))

    enroll(learner=inside.learner, run=run, at=NOW)

    links = {each["title"]: each["link"] for each in mail_to(inside.learner).context["courses"]}
    assert links["Heat"].endswith(f"/{inside.run.slug}/")


def test_the_mail_of_another_course_names_none(heat):
    learner = make_enrollment(run=make_run(heat)).learner

    assert "courses too" not in render_to_string(
        "email/enrollment_confirmed/body.txt", mail_to(learner).context
    )


def test_one_enrolls_in_the_runs_of_the_programme_on_ones_own_clock(run, heat, client):
    make_run(heat, starts_at=NOW + timedelta(days=200), ends_at=None)
    learner = make_learner(time_zone="America/New_York")
    client.force_login(learner)

    said = words(client.get(reverse("learning:enroll", args=[run.slug])))

    assert "Rain 1 March 2027 – 19 March 2027 (New York)" in said
    assert "Heat 19 January 2027 – 19 February 2027 (New York)" in said


def test_who_is_in_a_course_already_reads_that_before_they_enroll(run, heat, client):
    inside = make_enrollment(run=make_run(heat))
    client.force_login(inside.learner)

    said = words(client.get(reverse("learning:enroll", args=[run.slug])))

    assert said.count("You are in it already.") == 1


def test_a_programme_that_begins_later_leads_into_the_course_that_runs_already(
    run, heat, rain, client
):
    learner = make_learner()
    enroll(learner=learner, run=run, at=NOW)
    client.force_login(learner)

    page = client.get(reverse("learning:resume", args=[run.slug]))

    assert "The programme has not started yet." in words(page)
    html = page.content.decode()
    assert reverse("learning:resume", args=[part_of(run, heat).slug]) in html
    assert reverse("learning:resume", args=[part_of(run, rain).slug]) not in html
    assert client.get(reverse("learning:resume", args=[part_of(run, heat).slug])).status_code == 302


def test_more_courses_and_people_cost_as_many_queries(run, django_assert_max_num_queries):
    from learning.mails import announce_enrollments

    rows = [enroll(learner=make_learner(), run=run, at=NOW, is_told=False) for _number in range(3)]

    # titles of the programme; chosen runs, places, titles of the courses; the mails
    with django_assert_max_num_queries(4 + 5):
        announce_enrollments(rows, at=NOW)
