"""Figures of a course and of all courses: who came how far, where they stopped, what was hard."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openpyxl import load_workbook

from learning.actions import withdraw
from learning.models import Enrollment
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import do_lesson, finish, lessons_of, make_enrollment, make_learner
from tests.factories.quizzes import answer, check_of, make_checked_enrollment
from users.models import User
from users.roles import SECRETARIAT

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _later(time_machine):
    """A month after everybody was here last."""
    time_machine.move_to(NOW + timedelta(days=30))


@pytest.fixture
def course():
    return make_course(lessons=(4,), checks=False)


@pytest.fixture
def author(course):
    person = make_learner()
    person.groups.add(course.provider.author_group)
    return person


def enroll_in(run, country="KR", count=1):
    return [make_enrollment(run=run, learner=make_learner(country=country)) for _ in range(count)]


def read(client, person, course=None, **query):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("reports:course", args=[course.pk]) if course else reverse("reports:overall")
    return client.get(address, query)


def table(response, key):
    """The cells of the part with this anchor."""
    soup = BeautifulSoup(response.content, "html.parser")
    part = soup.find("section", attrs={"aria-labelledby": key})
    return [
        [cell.get_text() for cell in row.find_all(["th", "td"])] for row in part.select("tbody tr")
    ]


def test_the_funnel_counts_each_person_as_far_as_they_came(client, course, author):
    run = make_run(course)
    _idle, begun, half, done, left = enroll_in(run, count=5)
    lessons = lessons_of(begun)
    do_lesson(begun, lessons[0])
    for lesson in lessons[:2]:
        do_lesson(half, lesson)
    finish(done)
    withdraw(enrollment=left, at=NOW)

    response = read(client, author, course)

    assert table(response, "funnel") == [
        ["Enrolled", "5", "100"],
        ["Started", "3", "60"],
        ["Half way", "2", "40"],
        ["Completed", "1", "20"],
    ]
    assert "1 without having completed" in response.content.decode()


def test_people_stop_where_they_were_last_in_the_order_of_the_course(client, course, author):
    run = make_run(course)
    people = enroll_in(run, count=3)
    lessons = lessons_of(people[0])
    for person, lesson in zip(people, (lessons[2], lessons[0], lessons[2]), strict=True):
        do_lesson(person, lesson)

    assert table(read(client, author, course), "stops") == [
        ["Lesson 1.1", "1"],
        ["Lesson 1.3", "2"],
    ]


def test_who_was_here_in_the_last_two_weeks_has_not_stopped(client, course, author):
    [person] = enroll_in(make_run(course))
    do_lesson(person, lessons_of(person)[0], at=NOW + timedelta(days=29))

    assert table(read(client, author, course), "stops") == []


def test_checks_say_who_passed_at_once_and_which_question_is_hard(client):
    people = [make_checked_enrollment(questions=4, pass_mark_percent=50)]
    run = people[0].run
    people += [make_enrollment(run=run) for _ in range(4)]
    for number, person in enumerate(people):
        answer(person, right=4 if number else 1)
    answer(people[0], right=4)
    author = make_learner()
    author.groups.add(run.course.provider.author_group)

    response = read(client, author, run.course)

    title = check_of(people[0]).title
    assert table(response, "checks") == [[title, "Lesson 1.1", "5", "5", "80", "1.2"]]
    assert [row[-1] for row in table(response, "questions")] == ["100", "80", "80", "80"]


def test_questions_that_fewer_than_five_answered_are_left_out(client):
    person = make_checked_enrollment()
    answer(person)
    author = make_learner()
    author.groups.add(person.run.course.provider.author_group)

    assert table(read(client, author, person.run.course), "questions") == []


def test_countries_of_fewer_than_five_are_never_shown(client, course, author):
    run = make_run(course)
    enroll_in(run, "KR", 9)
    enroll_in(run, "NP", 6)
    enroll_in(run, "FJ", 2)

    rows = table(read(client, author, course), "countries")

    assert rows == [
        ["South Korea", "9", "0", "0"],
        ["Others, too few to be named", "8", "0", "0"],
    ]


def test_a_single_run_shows_no_countries_since_two_pages_would_tell(client, course, author):
    run = make_run(course)
    enroll_in(run, "KR", 9)

    response = read(client, author, course, run=run.pk)

    assert table(response, "funnel")[0][1] == "9"
    assert 'aria-labelledby="countries"' not in response.content.decode()


def test_every_chart_names_itself_and_has_its_table(client, course, author):
    enroll_in(make_run(course), "KR", 9)

    soup = BeautifulSoup(read(client, author, course).content, "html.parser")

    charts = soup.select("svg.bars")
    assert charts
    for chart in charts:
        assert chart["role"] == "img"
        assert soup.find(id=chart["aria-labelledby"]).get_text()
        assert chart.find_parent("section").find("table")
        assert not chart.find_all(style=True)


def test_files_hold_what_the_page_shows(client, course, author):
    enroll_in(make_run(course), "KR", 9)

    text = b"".join(read(client, author, course, format="csv").streaming_content).decode(
        "utf-8-sig"
    )
    book = load_workbook(io.BytesIO(read(client, author, course, format="xlsx").content))

    lines = list(csv.reader(io.StringIO(text)))
    assert ["Enrolled", "9", "100"] in lines
    assert ["South Korea", "9", "0", "0"] in lines
    assert book["How far people come"]["B2"].value == 9


def test_a_title_that_is_a_formula_is_harmless_in_a_file(client, author, course):
    course.title = "=1+1"
    course.save()

    text = b"".join(read(client, author, format="csv").streaming_content).decode()

    assert "'=1+1" in text


def test_an_author_sees_their_own_courses_and_the_secretariat_all(client, course, author):
    other = make_course()
    secretary = User.objects.get(pk=make_learner().pk)
    secretary.groups.add(secretariat())

    own = [row[0] for row in table(read(client, author), "courses")]
    everything = [row[0] for row in table(read(client, secretary), "courses")]

    assert own == [course.title]
    assert {course.title, other.title} <= set(everything)


def secretariat():
    from django.contrib.auth.models import Group

    return Group.objects.get(name=SECRETARIAT)


def test_strangers_see_no_figures(client, course):
    stranger = make_learner()
    stranger.groups.add(make_course().provider.author_group)

    assert read(client, stranger, course).status_code == 404
    assert read(client, make_learner()).status_code in {302, 403}


def test_a_run_of_another_course_is_not_found(client, course, author):
    run = make_run(make_course())

    assert read(client, author, course, run=run.pk).status_code == 404


def test_an_empty_course_says_so(client, course, author):
    response = read(client, author, course)

    assert response.status_code == 200
    assert "too few people for figures" in response.content.decode()
    assert Enrollment.objects.count() == 0


def test_the_overview_of_a_course_shows_how_far_people_come(client, course, author):
    enroll_in(make_run(course), count=3)
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("studio:course-overview", args=[course.pk]))

    soup = BeautifulSoup(page.content, "html.parser")
    panel = soup.find("section", attrs={"aria-labelledby": "funnel"})
    assert panel.find("svg")["role"] == "img"
    assert "w-sr-only" in panel.find("table")["class"]  # the bars say the same
    assert course_page(course).url in [a.get("href") for a in soup.select(".studio-page a")]
    assert [cell.get_text() for cell in panel.select("tbody td")][:2] == ["3", "100 %"]
