"""A host loads the report of a meeting: reads it, says who is who, and counts it."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from live.models import Attendance, AttendanceReport, LiveSession, Source
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.live.arranging import run_with_session
from tests.live.pages import text_of

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "live" / "reports"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + timedelta(days=1, hours=3), tick=False):
        yield


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, title="Case one")


@pytest.fixture
def host(session, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(session.run.course.provider.author_group)
    client.force_login(person)
    return person


def person(session, name, email=""):
    learner = make_learner(name=name, **({"email": email} if email else {}))
    return make_enrollment(run=session.run, learner=learner)


def load(client, session, content, name="report.csv"):
    page = reverse("studio:session-import", args=[session.pk])
    return client.post(page, {"file": SimpleUploadedFile(name, content)})


def sample(name):
    return (SAMPLES / f"{name}.csv").read_bytes()


def counted(session):
    rows = Attendance.objects.filter(session=session, source=Source.REPORT)
    return {row.enrollment.learner.name: row.minutes for row in rows.select_related()}


def test_the_list_of_sessions_leads_to_it_once_a_session_has_begun(session, host, client):
    later = make_session(session.run, starts_at=NOW + timedelta(days=9))
    page = client.get(reverse("studio:run-sessions", args=[session.run.pk])).content.decode()

    assert reverse("studio:session-import", args=[session.pk]) in page
    assert reverse("studio:session-import", args=[later.pk]) not in page


def test_from_the_file_to_attendance(session, host, client):
    person(session, "Rina Kusuma", "rina@example.org")
    person(session, "Kim Jisoo")
    make_learner(email="elsewhere@example.org")
    content = sample("zoom") + b"Els,elsewhere@example.org,,,80,No,Y\n"

    preview = client.get(load(client, session, content).url)

    text = text_of(preview)
    assert "Rina Kusuma By e-mail 85 New" in text
    assert "Kim Jisoo By name; in the report: Jisoo (Kim Jisoo) 89 New" in text
    assert "Els elsewhere@example.org 80 minutes Has an account, and is not in this run" in text
    assert "iPhone 2 minutes Nobody in this run has this name or address" in text
    assert not Attendance.objects.exists()

    done = client.post(preview.wsgi_request.path, {}, follow=True)
    assert "2 people were added." in text_of(done)
    assert counted(session) == {"Rina Kusuma": 85, "Kim Jisoo": 89}


def test_twice_says_that_nothing_changes(session, host, client):
    person(session, "Rina Kusuma", "rina@example.org")
    page = load(client, session, sample("zoom")).url
    client.post(page, {})

    again = load(client, session, sample("zoom"), name="again.csv")

    assert again.url == page
    text = text_of(client.get(page))
    assert "This file was loaded before. Loading it twice changes nothing" in text
    assert "It changes nothing" in text
    assert "Nothing: 85 minutes stand" in text
    assert "Nothing changed: all of this was counted before." in text_of(
        client.post(page, {}, follow=True)
    )
    assert AttendanceReport.objects.count() == 1


def test_who_was_not_matched_is_chosen_from_the_list(session, host, client):
    person(session, "Ada Okafor")
    page = load(client, session, sample("zoom")).url
    fields = list(client.get(page).context["form"].fields)

    wrong = client.post(page, {fields[0]: "Nobody Here", fields[-1]: "ada okafor"})
    assert wrong.status_code == 422
    assert "Nobody in this run is called so. Choose from the list." in text_of(wrong)
    assert 'value="Nobody Here"' in wrong.content.decode()
    assert not Attendance.objects.exists()

    right = client.post(page, {fields[1]: " Ada  OKAFOR "}, follow=True)
    assert "1 person was added." in text_of(right)
    assert counted(session) == {"Ada Okafor": 90}


def test_of_two_with_one_name_the_address_tells_which(session, host, client):
    person(session, "Jisoo Kim", "one@example.org")
    person(session, "Jisoo Kim", "two@example.org")
    page = load(client, session, sample("two_kims")).url
    preview = client.get(page)
    assert text_of(preview).count("Several have this name: choose who it is") == 2
    assert '<option value="Jisoo Kim (one@example.org)">' in preview.content.decode()

    first, *_ = preview.context["form"].fields
    client.post(page, {first: "Jisoo Kim (two@example.org)"})

    assert Attendance.objects.get().enrollment.learner.email == "two@example.org"


def test_nobody_calls_themselves_as_another_stands_in_the_list(session, host, client):
    person(session, "Jisoo Kim", "one@example.org")
    person(session, "Jisoo Kim", "two@example.org")
    person(session, "Jisoo Kim (two@example.org)", "three@example.org")
    page = load(client, session, sample("two_kims")).url

    first, *_ = client.get(page).context["form"].fields
    client.post(page, {first: "Jisoo Kim (two@example.org)"})

    assert Attendance.objects.get().enrollment.learner.email == "two@example.org"


@pytest.mark.parametrize(
    "title", ["Mail", "mail address", "E-mail address", "Adresse", "Email (Original)"]
)
def test_people_are_found_by_what_a_report_calls_their_address(title, session, host, client):
    person(session, "Rina Kusuma", "rina@example.org")

    page = load(client, session, f"Name,{title},Minutes\nR,rina@example.org,80\n".encode()).url

    text = text_of(client.get(page))
    assert "Rina Kusuma By e-mail" in text
    assert "No column of e-mail addresses was found" not in text


def test_of_a_street_and_an_address_the_address_is_taken(session, host, client):
    person(session, "Rina Kusuma", "rina@example.org")
    content = b"Name,Address,Mail,Minutes\nR,Main street 1,rina@example.org,80\n"

    assert "Rina Kusuma By e-mail" in text_of(client.get(load(client, session, content).url))


def test_of_a_session_that_counts_for_nothing_no_share_is_asked(session, host, client):
    LiveSession.objects.update(activity_key="", lesson_key=None)
    person(session, "Rina Kusuma", "rina@example.org")

    text = text_of(client.get(load(client, session, sample("zoom")).url))

    assert "counts for nothing: no lesson announces it." in text
    assert "has attended" not in text
    assert "too short" not in text


def test_without_a_column_of_addresses_the_page_says_so_and_where_to_name_it(session, host, client):
    person(session, "Rina Kusuma", "rina@example.org")

    page = client.get(load(client, session, b"Name,Kontakt,Minutes\nR,rina@example.org,80\n").url)

    assert "No column of e-mail addresses was found" in text_of(page)
    assert page.content.decode().count('href="?columns"') == 2


def test_columns_that_are_not_known_are_asked_about(session, host, client):
    person(session, "Rina Kusuma", "rina@example.org")
    page = load(client, session, sample("teams_german")).url
    asked = client.get(page)
    assert "Which column is what" in text_of(asked)
    assert "Vorgang (Rina Kusuma)" in text_of(asked)

    told = {"deed": "columns", "unit": "60"}
    wrong = client.post(page, told)
    assert wrong.status_code == 422
    assert "Choose the column of names, that of e-mail addresses, or both." in text_of(wrong)
    assert "Choose the column that says how long" in text_of(client.post(page, {**told, "name": 0}))
    twice = client.post(page, {**told, "name": 0, "email": 0, "minutes": 3})
    assert "One column was chosen for two things." in text_of(twice)

    right = client.post(page, {**told, "name": 0, "email": 4, "minutes": 3}, follow=True)
    assert "Rina Kusuma By e-mail 72 New" in text_of(right)
    assert "Which column is what" in text_of(client.get(f"{page}?columns"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a spreadsheet", "This is a spreadsheet. Save it as CSV"),
        (b"", "The file is empty."),
        (b"Name\n" + b"Rina\n" * 10_001, "The file has 10001 lines, more than 10000."),
        (b"Name\x00,Email\nA,b\n", "."),
    ],
)
def test_a_file_that_is_no_report_is_refused_beside_the_field(
    content, words, session, host, client
):
    response = load(client, session, content, name="report.xlsx")

    assert response.status_code == 422
    assert words in text_of(response)
    assert not AttendanceReport.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(session, host, client):
    response = load(client, session, b"Name\n" + b"x" * (6 * 1024 * 1024 + 5))

    assert response.status_code == 422
    assert "The file is larger than 5 MB. Choose a smaller one." in text_of(response)


def test_without_a_file_it_asks_for_one(session, host, client):
    response = client.post(reverse("studio:session-import", args=[session.pk]), {})

    assert response.status_code == 422
    assert "Choose the file." in text_of(response)


def test_of_a_session_that_was_cancelled_nothing_is_loaded(session, host, client):
    LiveSession.objects.filter(pk=session.pk).update(cancelled_at=NOW, cancel_reason="Ill")

    assert "This session was cancelled" in text_of(load(client, session, sample("zoom")))


def test_whose_lines_were_deleted_leads_back_to_the_file(session, host, client):
    page = load(client, session, sample("zoom")).url
    AttendanceReport.objects.update(rows=[], columns={}, wiped_at=NOW)

    response = client.get(page, follow=True)

    assert "The lines of this report were deleted after 30 days." in text_of(response)


def test_many_that_were_not_matched_are_listed_and_the_rest_counted(session, host, client):
    content = "Name,Email,Minutes\n" + "".join(f"G {n},g{n}@example.org,5\n" for n in range(203))
    page = load(client, session, content.encode()).url

    text = text_of(client.get(page))

    assert "203 Not matched" in text
    assert "3 more were not matched." in text


def test_others_than_hosts_find_nothing(session, host, client):
    page = load(client, session, sample("zoom")).url
    other = make_learner(is_staff=True)
    other.groups.add(make_session().run.course.provider.author_group)
    client.force_login(other)

    for address in (page, reverse("studio:session-import", args=[session.pk])):
        assert client.get(address).status_code == 404
    session.run.team.add(other)
    assert client.get(page).status_code == 200
