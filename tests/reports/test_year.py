"""The annual figures, and the rows behind each."""

import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from openpyxl import load_workbook

from certificates.issuing import issue_certificate
from learning.models import Enrollment
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from users.actions import choose_statistics, erase_user, withdraw_consent
from users.models import Purpose
from users.roles import SECRETARIAT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
YEAR = NOW.year


@pytest.fixture
def secretary(course):
    person = make_learner()
    person.groups.add(Group.objects.get(name=SECRETARIAT))
    return person


@pytest.fixture
def course():
    return make_course(lessons=(1,), checks=False)


def read(client, person, number=YEAR, **query):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("reports:year", args=[number]), query)


def part(response, key):
    soup = BeautifulSoup(response.content, "html.parser")
    section = soup.find("section", attrs={"aria-labelledby": key})
    return {
        row.find("th").get_text(): (
            row.find("td").get_text(),
            row.find("a")["href"] if row.find("a") else "",
        )
        for row in section.select("tbody tr")
    }


def value(response, name):
    return part(response, "totals")[name][0]


def test_people_are_counted_once_and_enrollments_each(client, course, secretary):
    person = make_learner(country="KR")
    for _run in range(2):
        make_enrollment(run=make_run(course), learner=person)

    response = read(client, secretary)

    assert value(response, "Participants (each person once)") == "1"
    assert value(response, "Enrollments") == "2"
    assert value(response, "Runs in which people enrolled") == "2"
    assert value(response, "Courses in which people enrolled") == "1"
    assert value(response, "Providers of these") == "1"


def test_a_year_holds_what_happened_in_it(client, course, secretary):
    enrollment = make_enrollment(run=make_run(course))
    Enrollment.objects.filter(pk=enrollment.pk).update(enrolled_at=NOW - timedelta(days=400))

    assert value(read(client, secretary), "Enrollments") == "0"
    assert value(read(client, secretary, YEAR - 2), "Enrollments") in {"0", "1"}


def test_completions_certificates_hours_and_goals_are_counted(client, secretary, course):
    run = make_run(course)
    for number in range(2):
        name = f"Learner {number}"
        learner = make_learner(certificate_name=name, certificate_name_confirmed_at=NOW)
        done = finish(make_enrollment(run=run, learner=learner))
        assert issue_certificate(enrollment=done, at=NOW)

    response = read(client, secretary)

    assert value(response, "Completions") == "2"
    assert value(response, "Certificates") == "2"
    assert value(response, "Hours of learning certified") == "2"


def test_every_figure_that_is_not_nothing_leads_to_as_many_rows(client, course, secretary):
    run = make_run(course)
    for _person in range(6):
        make_enrollment(run=run, learner=make_learner(country="KR"))

    response = read(client, secretary)

    figures = {**part(response, "totals"), **part(response, "countries")}
    linked = {name: figure for name, figure in figures.items() if figure[1]}
    assert {"Enrollments", "South Korea"} <= linked.keys()
    for name, (number, link) in linked.items():
        rows = BeautifulSoup(client.get(link).content, "html.parser").select("tbody tr")
        assert len(rows) == int(number), name


def test_rows_name_nobody(client, course, secretary):
    make_enrollment(run=make_run(course), learner=make_learner(name="Aiko Sato"))
    address = reverse("reports:year-rows", args=[YEAR, "participants"])
    client.force_login(secretary, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(address).content.decode()
    whole = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode()

    assert course.title in page
    assert course.title in whole
    assert "Aiko" not in page + whole


def test_an_erased_person_stays_in_the_figures_of_the_year(client, course, secretary):
    run = make_run(course)
    people = [make_enrollment(run=run, learner=make_learner(country="KR")) for _ in range(5)]
    before = part(read(client, secretary), "countries")

    erase_user(user=people[0].learner, at=NOW)

    assert part(read(client, secretary), "countries") == before
    assert before["South Korea"][0] == "5"


def test_gender_counts_only_with_consent_in_force(client, course, secretary):
    run = make_run(course)
    learners = [make_learner(country="KR") for _ in range(12)]
    for number, learner in enumerate(learners):
        make_enrollment(run=run, learner=learner)
        if number < 6:
            choose(learner, "WOMAN")
    before = part(read(client, secretary), "genders")

    withdraw_consent(user=learners[0], purpose=Purpose.STATISTICS, at=NOW)
    after = part(read(client, secretary), "genders")

    assert [before["Woman"][0], before["Not said, or no consent"][0]] == ["6", "6"]
    assert [after["Woman"][0], after["Not said, or no consent"][0]] == ["5", "7"]
    assert before["Woman"][1] == ""


def choose(learner, gender):
    choose_statistics(
        user=learner, is_given=True, gender=gender, language="en", source="profile", at=NOW
    )


def test_rows_go_on_page_after_page(client, course, secretary, monkeypatch):
    from reports.year import rows

    monkeypatch.setattr(rows, "PAGE", 2)
    run = make_run(course)
    for _person in range(5):
        make_enrollment(run=run)
    address, seen = reverse("reports:year-rows", args=[YEAR, "participants"]), 0
    client.force_login(secretary, backend="django.contrib.auth.backends.ModelBackend")
    query = ""
    for _page in range(4):
        response = client.get(address + query)
        seen += len(response.context["page"].rows)
        query = response.context["next_url"]
        if not query:
            break

    assert seen == 5


def test_the_spreadsheet_says_beside_each_figure_where_its_rows_are(client, course, secretary):
    make_enrollment(run=make_run(course))

    book = load_workbook(io.BytesIO(read(client, secretary, format="xlsx").content))

    sheet = book["In figures"]
    links = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=2, max_row=12)}
    assert links["Enrollments"].endswith(f"/cms/figures/years/{YEAR}/participants/")


@pytest.mark.parametrize(
    "path",
    ["participants/?country=ABC", "participants/?kind=KING", "certificates/?goal=111", "kings/"],
)
def test_what_does_not_exist_is_not_found(client, course, secretary, path):
    client.force_login(secretary, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(f"/cms/figures/years/{YEAR}/{path}").status_code == 404


@pytest.mark.parametrize("number", [1, 1999, 2101, 99999])
def test_no_such_year(client, secretary, number):
    assert read(client, secretary, number).status_code == 404


def test_annual_figures_are_the_secretariats(client, course):
    author = make_learner()
    author.groups.add(course.provider.author_group, course.provider.administrator_group)

    assert read(client, author).status_code in {302, 403}
    rows = reverse("reports:year-rows", args=[YEAR, "participants"])
    assert client.get(rows).status_code in {302, 403}
