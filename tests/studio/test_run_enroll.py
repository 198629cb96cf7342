"""The secretariat enrolls by CSV: a dry run, then exactly that."""

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.rights import ensure_staff_rights
from learning.models import Enrollment
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner
from users.models import User
from users.roles import ADMINISTRATOR, REVIEWER, SECRETARIAT

pytestmark = pytest.mark.django_db

LIST = "e-mail;name\na@example.org;Ayu\nb@example.org;Budi\nwrong;\n"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,)))


@pytest.fixture
def address(run):
    return reverse("studio:run-enroll", args=[run.pk])


@pytest.fixture
def secretary(run):
    return staff(SECRETARIAT)


def staff(role):
    ensure_staff_rights()
    person = make_learner()
    person.groups.add(Group.objects.get(name=role))
    return person


def csv_file(content=LIST, name="people.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_a_file_is_shown_row_by_row_and_confirmed_once(address, secretary, client):
    client.force_login(secretary)

    planned = client.post(address, {"file": csv_file()})
    assert not Enrollment.objects.exists()
    text = planned.content.decode()
    assert "Enroll 2 people" in text
    assert "The address cannot be used" in text
    carried = planned.context["carried"]
    done = client.post(address, {"carried": carried})
    again = client.post(address, {"carried": carried})

    assert Enrollment.objects.count() == 2
    assert "An account was made" in done.content.decode()
    assert "Is already enrolled" in again.content.decode()
    assert User.objects.get(email="a@example.org").name == "Ayu"


def test_pasted_lines_do_the_same(address, secretary, client):
    client.force_login(secretary)

    planned = client.post(address, {"text": "a@example.org\nb@example.org"})

    assert planned.context["report"].seat_count == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"name\nAyu", "No column is called"),
        (b"e-mail\n" + b"a@example.org\n" * 5001, "5001 people"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    address, secretary, client, content, word
):
    client.force_login(secretary)

    response = client.post(address, {"file": csv_file(content)})

    assert word in str(response.context["form"].errors["file"])
    assert "report" not in response.context


def test_what_was_pasted_stays_when_it_is_refused(address, secretary, client):
    client.force_login(secretary)

    response = client.post(address, {"text": "name\nAyu"})

    assert response.context["form"].errors["text"]
    assert "name\nAyu</textarea>" in response.content.decode()


def test_nothing_at_all_is_said_above_the_form(address, secretary, client):
    client.force_login(secretary)

    response = client.post(address, {"text": "  "})

    assert "Choose a file, or paste the list." in response.content.decode()


def test_a_list_that_was_changed_or_is_of_another_run_is_refused(address, run, secretary, client):
    client.force_login(secretary)
    carried = client.post(address, {"file": csv_file()}).context["carried"]
    other = reverse("studio:run-enroll", args=[make_run(run.course).pk])

    for path, value in ((address, carried[:-1] + "x"), (other, carried)):
        response = client.post(path, {"carried": value})
        assert "Load it once more" in response.content.decode()

    assert not Enrollment.objects.exists()


def test_markup_in_a_list_stays_text(address, secretary, client):
    client.force_login(secretary)

    response = client.post(address, {"text": "e-mail,name\na@example.org,<b>=1+1</b>"})

    assert "&lt;b&gt;=1+1&lt;/b&gt;" in response.content.decode()


def test_the_secretariat_and_administrators_may_and_nobody_else(address, run, client):
    ensure_staff_rights()
    provider = run.course.provider
    own_administrator = make_learner()
    own_administrator.groups.add(provider.administrator_group, provider.author_group)

    for role, expected in ((SECRETARIAT, 200), (ADMINISTRATOR, 200), (REVIEWER, 404)):
        client.force_login(staff(role))
        assert client.get(address).status_code == expected
    client.force_login(own_administrator)
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "a@example.org"}).status_code == 404


def test_the_course_overview_leads_there_for_whoever_may(address, run, secretary, client):
    overview = reverse("studio:course-overview", args=[run.course_id])
    author = make_learner()
    author.groups.add(run.course.provider.author_group)

    client.force_login(secretary)
    assert address in client.get(overview).content.decode()
    client.force_login(author)
    assert address not in client.get(overview).content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_a_dry_run_costs_the_same_for_one_and_for_twenty(
    address, secretary, client, count, django_assert_max_num_queries
):
    client.force_login(secretary)
    text = "\n".join(f"new-{number}@example.org" for number in range(count))
    client.post(address, {"text": text})

    # session, user, rights of groups twice, run, 3 of the plan, count of the enrolled; the
    # frame: profile, rights of pages and collections, menu, site
    with django_assert_max_num_queries(32):
        client.post(address, {"text": text})
