"""A run as a page in the CMS: what its team sees, its form in steps, a copy, the archive."""

from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.models import CourseRun
from learning.actions import join_waiting
from tests.courses.test_cms import run_data
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from users.actions import erase_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    return make_run(make_course(lessons=(2,)), title="Spring", time_zone="Pacific/Fiji")


@pytest.fixture
def author(run, client):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def text_of(response):
    soup = BeautifulSoup(response.content, "html.parser").select_one(".studio-page")
    return " ".join(soup.get_text(" ").split())


def test_dates_are_said_in_the_hosts_zone(run, author, client):
    CourseRun.objects.update(starts_at=datetime(2027, 1, 18, 21, 0, tzinfo=UTC))

    text = text_of(client.get(reverse("studio:run", args=[run.pk])))

    assert "Starts 19 January 2027, 09:00" in text
    assert "In the time of Fiji" in text


def test_the_figures_are_those_of_the_people_in_it(run, author, client):
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)
    finish(make_enrollment(run=run))
    make_enrollment(run=run)
    join_waiting(learner=make_learner(), run=run, at=NOW)

    text = text_of(client.get(reverse("studio:run", args=[run.pk])))

    assert "Enrolled 2 of 2" in text
    assert "Completed 1" in text
    assert "Waiting 1" in text


def test_the_page_leads_to_all_that_can_be_done(run, author, client):
    page = BeautifulSoup(client.get(reverse("studio:run", args=[run.pk])).content, "html.parser")

    links = {link["href"] for link in page.select(".studio-page a")}
    named = ("run-roster", "run-checks", "run-copy")
    assert {reverse(f"studio:{name}", args=[run.pk]) for name in named} <= links
    assert reverse("runs:edit", args=[run.pk]) in links
    assert reverse("studio:run-enroll", args=[run.pk]) not in links  # the secretariat's


@pytest.mark.parametrize("name", ["studio:run", "studio:run-copy"])
def test_an_author_of_another_provider_finds_nothing(run, client, name):
    other = make_learner(is_staff=True)
    other.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(other)

    assert client.get(reverse(name, args=[run.pk])).status_code == 404
    assert client.post(reverse(name, args=[run.pk]), {"deed": "archive"}).status_code == 404


def test_a_run_is_archived_by_a_button_and_shown_again(run, author, client):
    address = reverse("studio:run", args=[run.pk])

    client.post(address, {"deed": "archive"})
    run.refresh_from_db()
    assert run.archived_at == NOW

    client.post(address, {"deed": "restore"})
    run.refresh_from_db()
    assert run.archived_at is None


def test_whoever_saves_the_form_is_led_to_the_run(run, author, client):
    response = client.post(
        reverse("runs:edit", args=[run.pk]),
        run_data(run, languages=["en", "bn"], team=[author.pk]),
    )

    assert response.url == reverse("studio:run", args=[run.pk])
    run.refresh_from_db()
    assert run.languages == ["en", "bn"]
    assert list(run.team.all()) == [author]


def test_the_list_of_runs_leads_to_the_run(run, author, client):
    page = client.get(reverse("runs:index")).content.decode()

    assert f'href="{reverse("studio:run", args=[run.pk])}"' in page
    assert f'href="{reverse("runs:edit", args=[run.pk])}"' in page


def test_the_form_is_one_of_steps(run, author, client):
    page = client.get(reverse("runs:edit", args=[run.pk])).content.decode()

    for step in ("1. What it is called", "2. When it runs", "3. How people enroll"):
        assert step in page


def test_nobody_of_another_provider_can_be_put_into_the_team(run, author, client):
    stranger = make_learner(is_staff=True)

    response = client.post(reverse("runs:edit", args=[run.pk]), run_data(run, team=[stranger.pk]))

    assert response.context["form"].errors["team"]


def test_a_closed_account_stands_in_no_team(run, author, client):
    gone = make_learner(name="Somebody")
    run.team.add(author, gone)
    erase_user(user=gone, at=NOW)

    text = text_of(client.get(reverse("studio:run", args=[run.pk])))

    assert "Team The author" in text
    assert "erased" not in text


def test_the_public_page_names_languages_and_team_without_an_address(run, author, client):
    run.languages = ["en", "ne"]
    run.save()
    run.team.add(author, make_learner(name=""))

    page = client.get(course_page(run.course).get_url()).content.decode()

    assert "The author" in page
    assert "नेपाली" in page
    assert "@example.org" not in page.partition("<main")[2].partition("</main")[0]


def test_the_copy_shows_its_dates_before_it_is_made_and_is_made_once(run, author, client):
    address = reverse("studio:run-copy", args=[run.pk])
    shown = client.get(address, {"starts_on": "2027-06-01"})
    soup = BeautifulSoup(shown.content, "html.parser")
    form = soup.select_one("form[method=post]:has([name=token])")
    values = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    assert "Starts 1 June 2027" in text_of(shown)
    assert CourseRun.objects.filter(course=run.course).count() == 1

    first = client.post(address, values)
    second = client.post(address, values)

    assert first.url == second.url
    assert CourseRun.objects.filter(course=run.course).count() == 2


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-06-01", "This day has passed."),
        ("2077-06-01", "Is the year right?"),
        ("soon", "Write the day as in"),
        ("", "Choose the day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(run, author, client, day, says):
    address = reverse("studio:run-copy", args=[run.pk])

    for response in (
        client.get(address, {"starts_on": day}),
        client.post(address, {"starts_on": day}),
    ):
        assert says in text_of(response)
    assert CourseRun.objects.filter(course=run.course).count() == 1


def test_a_run_without_dates_is_copied_with_one_button(author, client, run):
    CourseRun.objects.update(is_always_open=True, opens_at=None, starts_at=None, ends_at=None)
    address = reverse("studio:run-copy", args=[run.pk])
    assert "Like this run it has no dates." in text_of(client.get(address))

    client.post(address, {})

    assert CourseRun.objects.filter(course=run.course).count() == 2
