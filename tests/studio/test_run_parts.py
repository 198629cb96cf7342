"""The runs that belong to a run of a programme, as its team chooses them."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.models import RunPart
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.learning.programmes import make_programme

from .test_run_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def part():
    return make_course(lessons=(1,), checks=False, title="Heat")


@pytest.fixture
def run(part):
    return make_run(make_programme(part))


@pytest.fixture
def author(run, client):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def address(run):
    return reverse("studio:run-parts", args=[run.pk])


def choose(client, run, part, part_run, seen=""):
    key = str(part.key)
    values = {key: part_run.pk if part_run else "", f"seen-{key}": seen}
    return client.post(address(run), values)


def test_the_page_of_a_run_leads_there_where_it_is_a_programme(run, part, author, client):
    other = make_run(part)

    assert address(run) in client.get(reverse("studio:run", args=[run.pk])).content.decode()
    assert address(other) not in client.get(reverse("studio:run", args=[other.pk])).content.decode()
    assert client.get(address(other)).status_code == 404


def test_a_run_is_chosen_for_each_course(run, part, author, client):
    part_run = make_run(part, title="Spring")
    assert "Spring" in text_of(client.get(address(run)))

    response = choose(client, run, part, part_run)

    assert response.url == reverse("studio:run", args=[run.pk])
    assert RunPart.objects.get().part_run == part_run
    assert f'value="{part_run.pk}" selected' in client.get(address(run)).content.decode()


def test_the_page_of_a_run_says_which_run_of_each_course_it_is(run, part, author, client):
    page = reverse("studio:run", args=[run.pk])
    assert "no run is set: nobody is enrolled in it" in text_of(client.get(page))

    choose(client, run, part, make_run(part, title="Spring"))

    assert "Heat: Spring" in text_of(client.get(page))


def test_a_choice_says_its_days_its_state_and_who_gets_in(run, part, author, client):
    make_run(part, title="Spring", time_zone="Asia/Dhaka", enrollment_mode="APPROVAL")
    make_run(part, title="Early", ends_at=NOW + timedelta(days=20), closes_at=NOW)
    type(run).objects.filter(pk=run.pk).update(starts_at=NOW + timedelta(days=25))

    said = text_of(client.get(address(run)))

    assert "Spring, 19 January 2027 – 19 February 2027 (Dhaka), Open for enrollment" in said
    assert "by application" in said
    assert "not open for enrollment; ends before the programme begins" in said


def test_what_does_not_work_is_said_before_it_is_saved_and_saved_when_sent_once_more(
    run, part, author, client
):
    late = make_run(part, starts_at=NOW + timedelta(days=60), ends_at=None)

    asked = choose(client, run, part, late)

    assert asked.status_code == 422
    assert "Heat: begins when the programme is over." in text_of(asked)
    assert not RunPart.objects.exists()
    page = BeautifulSoup(asked.content, "html.parser")
    fields = {each["name"]: each.get("value", "") for each in page.select("input[type=hidden]")}
    key = str(part.key)
    assert page.select_one(f"select[name='{key}'] option[selected]")["value"] == str(late.pk)

    sent = client.post(address(run), {**fields, key: late.pk})

    assert sent.status_code == 302
    assert RunPart.objects.get().part_run == late
    assert "begins when the programme is over" in text_of(client.get(address(run)))


def test_a_full_run_is_warned_about(run, part, author, client):
    full = make_run(part, capacity=1)
    make_enrollment(run=full)

    asked = choose(client, run, part, full)

    assert "has no seat left: nobody new gets into the programme" in text_of(asked)


def test_a_run_that_takes_nobody_is_no_hindrance_and_the_page_says_so(run, part, author, client):
    closed = make_run(part, enrollment_mode="CLOSED")

    assert choose(client, run, part, closed).status_code == 302

    said = text_of(client.get(address(run)))
    assert (
        "takes nobody by themselves; people of the programme are put into it all the same" in said
    )


def test_a_run_that_was_cancelled_meanwhile_is_said_to_let_nobody_in(run, part, author, client):
    part_run = make_run(part)
    choose(client, run, part, part_run)
    type(part_run).objects.filter(pk=part_run.pk).update(cancelled_at=NOW)

    assert "Heat: cancelled: nobody gets into the programme." in text_of(client.get(address(run)))


def test_of_two_tabs_the_second_is_asked(run, part, author, client):
    first, second = make_run(part), make_run(part)
    choose(client, run, part, first)

    response = choose(client, run, part, second)

    assert response.status_code == 422
    assert "somebody else chose another run meanwhile" in response.content.decode()
    assert RunPart.objects.get().part_run == first


def test_saving_twice_is_no_error(run, part, author, client):
    part_run = make_run(part)

    assert [choose(client, run, part, part_run).status_code for _time in range(2)] == [302, 302]


@pytest.mark.parametrize("value", ["999999", "junk", "²", "9" * 30])
def test_what_is_no_run_of_the_course_is_refused_beside_its_field(run, part, author, client, value):
    response = client.post(address(run), {str(part.key): value, f"seen-{part.key}": value})

    assert response.status_code == 422
    assert "Choose again." in text_of(response)


def test_a_run_of_others_that_is_not_open_to_everybody_is_not_offered(author, client, run):
    theirs = make_course(lessons=(1,), title="Rain", provider=make_provider(name="Another"))
    closed, opened = make_run(theirs, enrollment_mode="CLOSED"), make_run(theirs)
    programme = make_programme(theirs, title="With others")
    programme.provider = run.course.provider
    programme.save(update_fields=["provider"])
    mine = make_run(programme)

    page = client.get(address(mine)).content.decode()

    assert f'value="{opened.pk}"' in page
    assert f'value="{closed.pk}"' not in page
    assert choose(client, mine, theirs, closed).status_code == 422


def test_an_author_of_another_provider_finds_nothing(run, part, client):
    other = make_learner(is_staff=True)
    other.groups.add(make_provider(name="Another").author_group)
    client.force_login(other)

    assert client.get(address(run)).status_code == 404
    assert choose(client, run, part, make_run(part)).status_code == 404


def test_four_courses_cost_as_much_as_one(author, part, run, client, django_assert_max_num_queries):
    parts = [make_course(lessons=(1,), checks=False, provider=part.provider) for _n in range(3)]
    many = make_run(make_programme(part, *parts, title="Many"))
    client.get(address(many))

    # the frame of every page; the run, its outline, titles, chosen runs, runs to choose from
    with django_assert_max_num_queries(12 + 5):
        client.get(address(many))
