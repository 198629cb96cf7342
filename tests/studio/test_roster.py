"""The people of a run: who is found, in which order, page by page, and as a file."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from openpyxl import load_workbook

from courses.rights import ensure_staff_rights
from learning.actions import complete_by_hand, excuse, note_visit, withdraw
from learning.models import Enrollment
from quizzes.actions import reset_attempts
from studio.people.roster import PAGE_SIZE, Asked, Show, Sort, read_roster
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import finish, lessons_of, make_enrollment, make_learner
from tests.factories.quizzes import answer, check_of, lesson_with_check, make_checked_enrollment
from users.actions import erase_user
from users.roles import SECRETARIAT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    return make_run(make_course(lessons=(2,)))


@pytest.fixture
def author(run, client):
    person = make_learner(name="The author")
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def join(run, name, **fields):
    return make_enrollment(run=run, learner=make_learner(name=name, **fields))


def visit(enrollment, at):
    note_visit(enrollment=enrollment, lesson_key=lessons_of(enrollment)[0].key, at=at)


def names(run, **asked):
    return [person.name for person in read_roster(run, Asked(**asked), at=NOW).people]


def crowd(run, count):
    """So many people, written at once."""
    people = [make_learner(name=f"P {number:03}") for number in range(count)]
    rows = [
        Enrollment(learner=person, run=run, enrolled_at=NOW, rule={"kind": "ALL_REQUIRED"})
        for person in people
    ]
    Enrollment.objects.bulk_create(rows)


def address(run, **query):
    return reverse("studio:run-roster", args=[run.pk], query=query)


def test_each_filter_finds_whom_it_names_and_counts_them(run):
    join(run, "New")
    visit(join(run, "Under way"), NOW - 13 * DAY)
    visit(join(run, "Stopped"), NOW - 15 * DAY)
    finish(join(run, "Completed"))
    withdraw(enrollment=join(run, "Gone"), at=NOW)
    join(make_run(run.course), "Of another run")

    found = {show: names(run, show=show) for show in Show}

    assert found == {
        Show.ALL: ["Completed", "Gone", "New", "Stopped", "Under way"],
        Show.NOT_STARTED: ["New"],
        Show.STOPPED: ["Stopped"],
        Show.FAILED: [],
        Show.COMPLETED: ["Completed"],
        Show.WITHDRAWN: ["Gone"],
    }
    counts = read_roster(run, Asked(), at=NOW).counts
    assert counts == {show: len(people) for show, people in found.items()}


def test_failed_twice_is_who_failed_one_check_twice_and_needs_help_with_it():
    failed = make_checked_enrollment()
    run = failed.run
    once, passed, excused, by_hand, reset, gone = (make_enrollment(run=run) for _ in range(6))
    for each in (failed, passed, excused, by_hand, reset, gone):
        answer(each, right=0)
        answer(each, right=1)
    answer(once, right=0)
    answer(passed)
    staff = make_learner()
    pair = (lesson_with_check(failed).key, check_of(failed).key)
    deed = {"by": staff, "reason": "Ill", "at": NOW, "activities": [pair]}
    excuse(enrollment=excused, **deed)
    complete_by_hand(enrollment=by_hand, **deed)
    del deed["activities"]
    reset_attempts(enrollment=reset, lesson_key=pair[0], activity_key=pair[1], **deed)
    withdraw(enrollment=gone, at=NOW)

    found = read_roster(run, Asked(show=Show.FAILED), at=NOW)

    assert [person.enrollment for person in found.people] == [failed]
    assert found.people[0].is_failing
    assert found.counts[Show.FAILED] == 1


def test_people_are_found_by_parts_of_name_and_address_in_any_script(run):
    join(run, "Nguyễn Thị Ánh", email="anh@example.org")
    join(run, "김민지", email="minji@example.org")
    join(run, "", email="nameless@example.org")

    assert names(run, words="김민") == ["김민지"]
    assert names(run, words="thị nguyễn") == ["Nguyễn Thị Ánh"]
    assert names(run, words="MINJI@") == ["김민지"]
    assert names(run, words="nameless") == [""]
    assert names(run, words="%") == []


def test_the_orders(run):
    visit(join(run, "b", email="z@example.org"), NOW - 3 * DAY)
    Enrollment.objects.update(enrolled_at=NOW - DAY, percent=40)
    join(run, "C")
    join(run, "", email="a@example.org")

    assert names(run) == ["", "b", "C"]
    assert names(run, sort=Sort.NEWEST) == ["", "C", "b"]
    assert names(run, sort=Sort.LEAST) == ["C", "", "b"]
    assert names(run, sort=Sort.QUIET) == ["b", "C", ""]


@pytest.mark.slow
@pytest.mark.parametrize("sort", Sort)
def test_pages_hold_everybody_once_there_and_back(run, sort):
    crowd(run, 2 * PAGE_SIZE + 7)
    everybody = set(Enrollment.objects.values_list("pk", flat=True))

    pages, asked = [], Asked(sort=sort)
    while True:
        roster = read_roster(run, asked, at=NOW)
        pages.append([person.enrollment.pk for person in roster.people])
        if not roster.has_next:
            break
        asked = Asked(sort=sort, after=pages[-1][-1])
    back = read_roster(run, Asked(sort=sort, before=pages[2][0]), at=NOW)

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 7]
    assert {pk for page in pages for pk in page} == everybody
    assert [person.enrollment.pk for person in back.people] == pages[1]
    assert back.has_previous
    assert back.has_next


def test_a_page_goes_on_where_it_ended_although_that_person_left_the_filter(run):
    for name in "abc":
        join(run, name)
    edge = Enrollment.objects.get(learner__name="b")
    visit(edge, NOW)

    assert names(run, show=Show.NOT_STARTED, after=edge.pk) == ["c"]


def test_an_edge_of_another_run_begins_the_list_anew(run):
    join(run, "a")
    other = join(make_run(run.course), "z")

    assert names(run, after=other.pk) == ["a"]


@pytest.mark.parametrize("query", ["show=x&sort=y", "after=-1", "after=" + "9" * 40, "search=x"])
def test_what_is_unknown_in_the_address_shows_the_whole_list(run, author, client, query):
    join(run, "Ayu")

    response = client.get(f"{address(run)}?{query}")

    assert response.status_code == 200
    assert "Ayu" in response.content.decode()


def test_a_search_is_kept_out_of_the_address(run, author, client):
    join(run, "Ayu Lestari")
    join(run, "Budi")

    response = client.post(address(run, show="not-started"), {"words": "  ayu  "})
    text = client.get(response.url).content.decode()

    assert "ayu" not in response.url.lower()
    assert "show=not-started" in response.url
    assert "Ayu Lestari" in text
    assert "Budi" not in text
    assert "1 person found" in text


def test_the_search_of_somebody_else_opens_nothing(run, author, client):
    url = client.post(address(run), {"words": "ayu"}).url
    other = make_learner()
    other.groups.add(run.course.provider.author_group)
    client.force_login(other)

    text = client.get(url).content.decode()

    assert "This search is not kept any more" in text
    assert 'value=""' in text


def test_a_search_that_no_database_can_hold_finds_nobody(run, author, client):
    join(run, "Ayu")

    response = client.get(client.post(address(run), {"words": "\0zq" * 99}).url)

    assert "Nobody of this name or address is here." in response.content.decode()


def test_an_empty_search_leads_back_to_everybody(run, author, client):
    assert client.post(address(run), {"words": " "}).url == address(run)


def test_names_are_escaped_and_nothing_is_cached(run, author, client):
    join(run, "<b>Ayu</b>")

    response = client.get(address(run))

    assert "&lt;b&gt;Ayu&lt;/b&gt;" in response.content.decode()
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_whoever_was_erased_has_no_address_here(run, author, client):
    person = join(run, "Ayu").learner
    erase_user(user=person, at=NOW)

    for query in ({}, {"format": "csv"}):
        text = b"".join(client.get(address(run, **query))).decode()
        assert "erased" not in text
        assert "Ayu" not in text
    assert "A closed account" in client.get(address(run)).content.decode()


def test_the_file_holds_all_pages_of_what_is_shown_and_no_formula(run, author, client):
    join(run, '=HYPERLINK("x")', email="a@example.org")
    visit(join(run, "Budi", email="b@example.org"), NOW)
    crowd(run, PAGE_SIZE)

    response = client.get(address(run, show="not-started", format="csv"))
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))

    assert run.slug in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert len(rows) == PAGE_SIZE + 2
    assert rows[1][:2] == ['\'=HYPERLINK("x")', "a@example.org"]
    assert "Budi" not in {row[0] for row in rows}


def test_the_spreadsheet_holds_numbers_text_and_no_formula(run, author, client):
    join(run, '=HYPERLINK("x")\x07')

    response = client.get(address(run, format="xlsx"))
    sheet = load_workbook(io.BytesIO(response.content)).active

    assert sheet.max_row == 2
    assert sheet["A2"].value == '\'=HYPERLINK("x")'
    assert sheet["A2"].data_type == "s"
    assert sheet["G2"].value == 0
    assert sheet["I2"].value == "2027-01-20 18:00"
    assert sheet["I1"].value == "Enrolled (Seoul)"


def test_another_provider_and_a_learner_get_nothing(run, client):
    join(run, "Ayu")
    for group in (make_provider().author_group, None):
        person = make_learner()
        if group is not None:
            person.groups.add(group)
        client.force_login(person)
        for query in ({}, {"format": "csv"}, {"format": "xlsx"}):
            assert client.get(address(run, **query)).status_code in (302, 403, 404)
        assert client.post(address(run), {"words": "ayu"}).status_code in (302, 403, 404)


def test_the_secretariat_sees_the_people_of_every_run(run, client):
    ensure_staff_rights()
    person = make_learner()
    person.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(person)
    join(run, "Ayu")

    assert "Ayu" in client.get(address(run)).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", "p"])
def test_the_list_asks_as_often_for_a_page_of_many_as_for_one(
    run, author, client, words, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(**query):
        url = client.post(address(run), {"words": words}).url if words else address(run)
        url += ("&" if "?" in url else "?") + "sort=quiet" + query.get("more", "")
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    crowd(run, 1)
    one = asked()
    crowd(run, 130)

    assert asked() == one
    edge = Enrollment.objects.filter(run=run)[60].pk
    assert asked(more=f"&after={edge}") == one + 1
