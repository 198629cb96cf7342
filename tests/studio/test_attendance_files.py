"""Who attended as a file: of one session, and of all of a run."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from courses.rights import ensure_staff_rights
from learning.actions import withdraw
from live.models import Source
from studio.table_file import hand_out
from tests.factories.courses import NOW, make_provider
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session
from tests.live.arranging import run_with_session
from tests.live.pages import text_of
from users.actions import erase_user
from users.roles import REVIEWER, SECRETARIAT

from .test_desk_costs import enroll_many

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AFTER = NOW + 100 * MINUTE
MINUTES, NOTED, COUNTS = 3, 4, 5  # the columns of the first session


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=NOW)


@pytest.fixture
def author(session, client):
    return sign_in(client, session.run.course.provider.author_group)


def sign_in(client, *groups):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(*groups)
    client.force_login(person)
    return person


def enroll(session, name, **fields):
    return make_enrollment(run=session.run, learner=make_learner(name=name, **fields))


def addresses(session):
    return (
        reverse("studio:session-attended", args=[session.pk]),
        reverse("studio:run-attended", args=[session.run_id]),
    )


def table(client, url):
    text = b"".join(client.get(url)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.both_databases
def test_each_person_has_a_row_with_minutes_proofs_and_whether_it_counts(session, author, client):
    came, late = enroll(session, "Ayu", email="ayu@example.org"), enroll(session, "Budi")
    enroll(session, "Citra")
    make_attendance(session, came, at=NOW + 5 * MINUTE)
    make_attendance(session, came, Source.REPORT, minutes=88)
    make_attendance(session, late, at=NOW + 50 * MINUTE)

    for url in addresses(session):
        titles, *rows = table(client, url)

        which = "The first meeting, 2027-01-20 18:00 (Seoul)"
        assert titles[:4] == ["Name", "E-mail", "Left the run", f"{which}: Minutes"]
        assert titles[NOTED:] == [f"{which}: What is noted", f"{which}: Counts as attended"]
        assert rows[0] == [
            *("Ayu", "ayu@example.org", "", "88"),
            "Joined: 2027-01-20 18:05, 85 minutes until the end; Report of the meeting: 88 minutes",
            "yes",
        ]
        assert [row[MINUTES] for row in rows] == ["88", "40", ""]
        assert [row[COUNTS] for row in rows] == ["yes", "no", "no"]


@pytest.mark.parametrize(
    ("language", "proofs", "column", "counts", "sheet"),
    [
        ("ko", "참가: 2027-01-20 18:05, 끝까지 85분", "출석으로 인정", "예", "출석"),
        ("id", "Bergabung: 2027-01-20 18:05, 85 menit sampai akhir", "hadir", "ya", "Kehadiran"),
    ],
)
def test_its_cells_are_in_the_language_of_who_asks(
    language, proofs, column, counts, sheet, session, author, client
):
    UserProfile.objects.create(user=author, preferred_language=language)
    make_attendance(session, enroll(session, "Ayu"), at=NOW + 5 * MINUTE)
    url = addresses(session)[0]

    titles, row = table(client, url)
    book = load_workbook(io.BytesIO(client.get(url, {"format": "xlsx"}).content))

    assert row[NOTED] == proofs
    assert titles[COUNTS].endswith(column)
    assert row[COUNTS] == counts
    assert book.sheetnames == [sheet]
    assert [cell.value for cell in book.active[2]][NOTED] == proofs


def test_the_file_of_a_run_holds_what_has_begun_and_was_not_cancelled(session, author, client):
    person = enroll(session, "Ayu")
    second = make_session(session.run, title="Second", starts_at=NOW + 95 * MINUTE)
    make_session(session.run, title="Off", starts_at=NOW, cancelled_at=NOW, cancel_reason="Ill")
    make_session(session.run, title="Tomorrow")
    make_attendance(session, person)
    make_attendance(second, person, at=NOW + 96 * MINUTE)

    titles, row = table(client, addresses(session)[1])

    assert [title.partition(",")[0] for title in titles[3::3]] == ["The first meeting", "Second"]
    assert row[COUNTS] == "yes"
    assert row[6:] == ["", "Joined: 2027-01-20 19:36", ""]  # it is still held, and never counts


@pytest.mark.both_databases
def test_whoever_came_and_left_or_closed_their_account_stays_as_on_the_desk(
    session, author, client
):
    left, gone, never = (enroll(session, name) for name in ("Ayu", "Budi", "Citra"))
    make_attendance(session, left)
    make_attendance(session, gone)
    for each in (left, never):
        withdraw(enrollment=each, at=AFTER)
    erase_user(user=gone.learner, at=AFTER)

    for url in addresses(session):
        rows = table(client, url)[1:]

        assert sorted(row[0] for row in rows) == ["A closed account", "Ayu"]
        assert {row[0]: row[2] for row in rows}["Ayu"] == "yes"
        assert "erased" not in str(rows)
        assert "Budi" not in str(rows)


def test_no_cell_is_a_formula_and_nothing_is_cached(session, author, client):
    session.title = "=SUM(A1)"
    session.save()
    enroll(session, '=HYPERLINK("x")\x07')
    make_attendance(session, enroll(session, "Rina"))

    for url in addresses(session):
        response = client.get(url, {"format": "xlsx"})
        sheet = load_workbook(io.BytesIO(response.content)).active

        assert sheet["A2"].value == '\'=HYPERLINK("x")'
        assert "f" not in {cell.data_type for row in sheet for cell in row}
        assert sheet["D3"].value == 90
        assert "no-store" in response["Cache-Control"]
        assert session.run.slug in response["Content-Disposition"]
        assert response["Content-Disposition"].endswith('.xlsx"')
        titles, first, *_others = table(client, url)
        assert first[0] == '\'=HYPERLINK("x")\x07'
        assert titles[3].startswith("'=SUM(A1), ")


def test_rows_are_in_the_language_of_the_titles_though_they_are_streamed_later():
    rows = ([gettext(word)] for word in ["Name"])
    with override("ko"):
        name = gettext("Name")
        response = hand_out([name], rows, name="list", sheet="List", format="csv")

    assert b"".join(response).decode("utf-8-sig").split() == [name, name]
    assert name != gettext("Name")


def test_the_desk_and_the_list_of_sessions_lead_to_the_files_once_it_has_begun(
    session, author, client, clock
):
    desk = reverse("studio:session-desk", args=[session.pk])
    listed = reverse("studio:run-sessions", args=[session.run_id])
    for page, url in zip((desk, listed), addresses(session), strict=True):
        text = client.get(page).content.decode()
        assert f'href="{url}"' in text
        assert f'href="{url}?format=xlsx"' in text
    clock.move_to(NOW - MINUTE)
    for page in (desk, listed):
        assert "As spreadsheet" not in client.get(page).content.decode()


def test_only_whoever_may_edit_the_run_takes_the_file(session, client):
    ensure_staff_rights()
    enroll(session, "Ayu")
    for group in (make_provider().author_group, Group.objects.get(name=REVIEWER)):
        sign_in(client, group)
        for url in addresses(session):
            assert client.get(url).status_code == 404
    sign_in(client, Group.objects.get(name=SECRETARIAT))
    for url in addresses(session):
        assert table(client, url)[1][0] == "Ayu"


def test_whoever_is_only_in_the_team_sees_the_desk_and_takes_no_list_away(session, client):
    host = sign_in(client, make_provider().author_group)
    session.run.team.add(host)

    for url in addresses(session):
        assert client.get(url).status_code == 404
    for name, pk in (("session-desk", session.pk), ("run-sessions", session.run_id)):
        response = client.get(reverse(f"studio:{name}", args=[pk]))
        assert response.status_code == 200
        assert "As CSV" not in text_of(response)


def test_twenty_people_cost_as_many_queries_as_one(session, author, client):
    second = make_session(session.run, title="Second", starts_at=NOW)

    def cost():
        numbers = []
        for url in addresses(session):
            with CaptureQueriesContext(connection) as queries:
                rows = table(client, url)
            numbers.append(len(queries))
        return numbers, len(rows)

    make_attendance(second, enroll(session, "Ayu"))
    few, count = cost()
    enroll_many(session, 20)

    assert cost() == (few, count + 21)
