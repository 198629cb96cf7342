"""The runs that belong to a run of a programme, as its team chooses them."""

import pytest
import time_machine
from django.urls import reverse

from courses.models import RunPart
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import make_learner
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
