"""Dates that were moved after people had enrolled: the run says so until somebody tells them."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.actions import change_run
from learning.actions import enroll, withdraw
from studio.running.moved_dates import find_moved_dates
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.studio.test_run_page import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOW + DAY


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    run = make_run(
        make_course(lessons=(1,), title="Shade"),
        starts_at=NOW + 4 * DAY,
        ends_at=NOW + 30 * DAY,
        time_zone="Asia/Kuala_Lumpur",
    )
    for language in ("en", "en", "ko"):
        make_enrollment(run=run, learner=make_learner(language=language))
    return run


@pytest.fixture
def author(run, client):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def move(run, author, *, at=LATER, **values):
    with time_machine.travel(at, tick=False):
        return change_run(run=run, values=values, by=author, at=at)


def found(run, *, at=LATER + DAY):
    run.refresh_from_db()
    return find_moved_dates(run, at=at)


def test_a_start_that_was_moved_is_shown_with_the_date_before_and_the_number_of_people(
    run, author, client
):
    with time_machine.travel(LATER):
        address = reverse("studio:run", args=[run.pk])
        assert "Nobody has told them" not in text_of(client.get(address))

    move(run, author, starts_at=NOW + 6 * DAY)

    with time_machine.travel(LATER + DAY):
        text = text_of(client.get(address))
    assert "changed when 3 people had enrolled already. Nobody has told them." in text
    assert "Starts: before, it was" in text


def test_the_message_begins_with_old_and_new_dates_in_each_language(run, author, client):
    move(run, author, starts_at=NOW + 6 * DAY)

    with time_machine.travel(LATER + DAY):
        address = f"{reverse('studio:run-message', args=[run.pk])}?about=dates"
        form = client.get(address).context["form"]
        plain = client.get(reverse("studio:run-message", args=[run.pk])).context["form"]

    assert form["subject_en"].value().startswith("New dates: ")
    assert "Start: " in form["body_en"].value()
    assert "; before: " in form["body_en"].value()
    assert "이 과정의 일정이 바뀌었습니다." in form["body_ko"].value()
    assert plain["body_en"].value() is None


def test_whoever_was_written_to_needs_no_second_word(run, author, client):
    move(run, author, starts_at=NOW + 6 * DAY)
    moment = LATER + DAY
    with time_machine.travel(moment, tick=False):
        address = f"{reverse('studio:run-message', args=[run.pk])}?about=dates"
        form = client.get(address).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        client.post(address, {**sent, "deed": "send", "count": "3"})

    assert found(run, at=moment) is None
    move(run, author, at=moment + DAY, ends_at=NOW + 40 * DAY)
    assert set(found(run, at=moment + 2 * DAY).before) == {"ends_at"}


def test_a_date_that_was_moved_back_or_moved_twice_is_compared_with_the_first(run, author):
    first = run.starts_at
    move(run, author, starts_at=NOW + 6 * DAY)
    move(run, author, starts_at=NOW + 7 * DAY, at=LATER + timedelta(minutes=1))
    assert found(run).before == {"starts_at": first}

    move(run, author, starts_at=first, at=LATER + timedelta(minutes=2))

    assert found(run) is None


def test_nothing_is_said_where_nobody_was_in_it_or_it_is_over(run, author):
    move(run, author, starts_at=NOW + 6 * DAY)
    assert found(run, at=NOW + 31 * DAY) is None

    for enrollment in run.enrollments.all():
        withdraw(enrollment=enrollment, at=LATER)

    assert found(run) is None
    enroll(learner=make_learner(), run=run, at=LATER + DAY)
    assert found(run) is None


def test_other_terms_of_a_run_are_no_dates(run, author):
    move(run, author, capacity=30)

    assert found(run) is None
