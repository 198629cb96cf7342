"""When the modules of a run open and what comes before it, as its team sets them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.actions import copy_run
from courses.models import Release
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner

from .test_run_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1, 1)), time_zone="Asia/Dhaka")


@pytest.fixture
def author(run, client):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def modules_of(run):
    return run.course.newest_outline.outline.modules


def send(client, run, name, **values):
    return client.post(reverse(f"studio:{name}", args=[run.pk]), values)


def test_a_date_is_typed_in_the_zone_of_the_run_and_shown_there(run, author, client):
    key = modules_of(run)[1].key

    response = send(
        client, run, "run-release", release="DATES", **{f"date-{key}": "2027-01-25T09:00"}
    )

    assert response.url == reverse("studio:run", args=[run.pk])
    run.refresh_from_db()
    assert run.release == Release.DATES
    assert run.release_dates == {key: "2027-01-25T03:00:00+00:00"}
    page = client.get(reverse("studio:run-release", args=[run.pk])).content.decode()
    assert "2027-01-25T09:00" in page
    assert "each module on its date" in text_of(client.get(response.url))


def test_weeks_cannot_be_counted_from_a_start_that_is_not_there(run, author, client):
    run.starts_at = run.opens_at = None
    run.save()

    response = send(client, run, "run-release", release="WEEKLY_RUN")

    assert response.status_code == 422
    assert "give the run one first" in text_of(response)


def test_dates_without_a_date_or_after_the_end_are_refused_and_kept(run, author, client):
    key = modules_of(run)[1].key
    assert "at least one module" in text_of(send(client, run, "run-release", release="DATES"))

    response = send(
        client, run, "run-release", release="DATES", **{f"date-{key}": "2029-01-25T09:00"}
    )

    assert "The run has ended by then." in text_of(response)
    assert "2029-01-25T09:00" in response.content.decode()


def test_prerequisites_are_chosen_from_what_is_published(run, author, client):
    other = make_course(provider=run.course.provider, lessons=(1,), title="First steps")
    lesson = next(other.newest_outline.outline.lessons())

    send(
        client,
        run,
        "run-needs",
        courses=[str(other.key)],
        score="70",
        lessons=[f"{other.key} {lesson.key}"],
    )

    run.refresh_from_db()
    assert run.prerequisites == {
        "courses": [str(other.key)],
        "lessons": [[str(other.key), lesson.key]],
        "score": 70,
    }
    text = text_of(client.get(reverse("studio:run", args=[run.pk])))
    assert "Complete “First steps” with 70 % or more" in text


@pytest.mark.parametrize("score", ["0", "101", "many"])
def test_a_score_that_is_none_is_refused_beside_its_field(run, author, client, score):
    response = send(client, run, "run-needs", score=score)

    assert response.status_code == 422
    assert "Write a number from 1 to 100." in text_of(response)


def test_a_course_cannot_come_before_itself(run, author, client):
    response = send(client, run, "run-needs", courses=[str(run.course.key)])

    assert response.status_code == 422


def test_courses_that_ask_for_each_other_are_refused_by_name(run, author, client):
    second = make_course(provider=run.course.provider, lessons=(1,), title="Second steps")
    third = make_course(provider=run.course.provider, lessons=(1,), title="Third steps")
    make_run(second, prerequisites={"courses": [str(third.key)]})
    make_run(third, prerequisites={"courses": [str(run.course.key)]})

    response = send(client, run, "run-needs", courses=[str(second.key)])

    assert response.status_code == 422
    assert "“Second steps” asks for this course first" in text_of(response)
    run.refresh_from_db()
    assert run.prerequisites == {}
    make_run(third)  # a way into the third that asks for nothing
    assert send(client, run, "run-needs", courses=[str(second.key)]).status_code == 302


def test_lessons_of_others_are_not_offered(run, author, client):
    make_course(lessons=(1,), title="Theirs")

    text = text_of(client.get(reverse("studio:run-needs", args=[run.pk])))

    assert text.count("Theirs") == 1  # the published course, not its lessons


@pytest.mark.parametrize("name", ["run-release", "run-needs"])
def test_an_author_of_another_provider_finds_nothing(run, client, name):
    other = make_learner(is_staff=True)
    other.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(other)

    assert client.get(reverse(f"studio:{name}", args=[run.pk])).status_code == 404
    assert send(client, run, name, release="ALL").status_code == 404


def test_a_copy_takes_the_dates_of_its_modules_along(run, author):
    key = modules_of(run)[1].key
    run.release, run.release_dates = Release.DATES, {key: "2027-01-25T03:00:00+00:00"}
    run.save()
    day = (run.starts_at + timedelta(days=100)).date()

    copy, _is_new = copy_run(run=run, starts_on=day, token="5" * 32, by=author)

    moved = datetime.fromisoformat(copy.release_dates[key])
    assert moved == datetime(2027, 1, 25, 3, tzinfo=UTC) + timedelta(days=100)
