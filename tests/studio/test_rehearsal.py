"""The rehearsal of a run cannot lie: a clock walks through the run, and both lists are the same."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.models import CourseRun, Release
from learning.actions import enroll, join_waiting, move_up_all, note_visit, withdraw
from learning.deciding import warn_teams
from learning.mails import CONFIRMATION, REMINDER, SEAT_LAPSED, SEAT_OFFERED, TOO_FEW
from learning.models import Enrollment
from learning.schedule import Kind, moments
from learning.standing import read_standing
from learning.tasks import send_reminders
from live.mails import SESSION_REMINDER
from live.reminding import send_session_reminders
from mail.models import Delivery
from mail.rendering import render_message
from studio.running.rehearsal import person_of, rehearse
from studio.running.rehearsed_mails import EXAMPLES
from studio.views.run_terms import outline_of_run
from tests.factories.courses import make_course, make_run
from tests.factories.learning import lessons_of, make_learner
from tests.factories.live import make_session

from .test_run_page import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OPENS = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)  # midnight in Seoul
START = datetime(2027, 3, 8, 0, 0, tzinfo=UTC)
ENDS = datetime(2027, 4, 1, 14, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)
TITLE = "Reading streets"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPENS, tick=False):
        yield


@pytest.fixture
def run():
    made = make_run(
        make_course(lessons=(1, 1, 1), title=TITLE),
        opens_at=OPENS,
        starts_at=START,
        ends_at=ENDS,
        time_zone="Asia/Seoul",
        release=Release.WEEKLY_RUN,
    )
    return CourseRun.objects.select_related("course__provider").get(pk=made.pk)


def rehearsed(run):
    """By person and the hour in which it comes: what mail, and its subject."""
    found = set()
    for day in rehearse(run, outline_of_run(run), EXAMPLES, at=OPENS).days:
        for row in day.rows:
            for cell in row.cells:
                if cell is not None and cell.mail is not None:
                    found.add((cell.place, hour_of(row.at), cell.mail.subject))
    return found


def hour_of(moment):
    """The task looks each quarter of an hour; here it looks a quarter past each hour."""
    minutes = (moment - OPENS + timedelta(minutes=44, seconds=59)) // HOUR
    return OPENS + HOUR * minutes


def walk(run):
    """Enroll the examples in truth, and ask the task each hour until the run is over."""
    learners = {
        example.place: make_learner(
            name=example.place, language=example.language, time_zone=example.time_zone
        )
        for example in EXAMPLES
    }
    people = {example.place: person_of(example, run, at=OPENS) for example in EXAMPLES}
    opened = {}
    now = OPENS + timedelta(minutes=15)
    while now < ENDS + timedelta(days=1):
        with time_machine.travel(now, tick=False):
            for place, person in people.items():
                if hour_of(person.enrolled_at) + timedelta(minutes=15) == now:
                    enroll(learner=learners[place], run=run, at=person.enrolled_at)
                active = person.last_active_at
                if active and hour_of(active) + timedelta(minutes=15) == now:
                    enrollment = Enrollment.objects.get(learner=learners[place])
                    first = lessons_of(enrollment)[0]
                    note_visit(enrollment=enrollment, lesson_key=first.key, at=active)
            send_reminders()
            send_session_reminders(at=now)
            note_what_opens(run, opened, now)
        now += HOUR
    return learners, opened


def note_what_opens(run, opened, now):
    """The first hour in which a learner may read each lesson."""
    enrollment = Enrollment.objects.with_outline().filter(run=run).first()
    if enrollment is None or not run.has_started(at=now):
        return
    standing = read_standing(enrollment)
    for module in standing.outline.modules:
        if standing.is_released(module.lessons[0].key, at=now):
            opened.setdefault(module.key, now - timedelta(minutes=15))


@pytest.mark.long
def test_a_clock_finds_the_reminders_of_sessions_too(run):
    make_session(run, starts_at=START + timedelta(days=2), title="A walk")
    planned = rehearsed(run)

    learners, _opened = walk(run)

    names = {learner.pk: place for place, learner in learners.items()}
    sent = {
        (names[mail.user_id], hour_of(mail.next_attempt_at), render_message(mail).subject)
        for mail in Delivery.objects.filter(template__in=[CONFIRMATION, REMINDER, SESSION_REMINDER])
    }
    assert sent == planned
    assert Delivery.objects.filter(template=SESSION_REMINDER).count() == 6


@pytest.mark.long
def test_a_clock_that_walks_through_the_run_finds_what_was_rehearsed(run):
    planned = rehearsed(run)

    learners, opened = walk(run)

    names = {learner.pk: place for place, learner in learners.items()}
    sent = {
        (names[mail.user_id], hour_of(mail.next_attempt_at), render_message(mail).subject)
        for mail in Delivery.objects.filter(template__in=[CONFIRMATION, REMINDER])
    }
    assert sent == planned
    assert len(sent) > 7
    person = person_of(EXAMPLES[0], run, at=OPENS)
    releases = {
        moment.module: hour_of(moment.at)
        for moment in moments(run, outline_of_run(run), person)
        if moment.kind == Kind.MODULE_OPENS
    }
    first = outline_of_run(run).modules[0].key
    assert opened == {first: hour_of(START), **releases}


# --- the page -------------------------------------------------------------------------------


@pytest.fixture
def author(run, client):
    person = make_learner(is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def page_of(client, run, **asked):
    response = client.get(reverse("studio:run-rehearsal", args=[run.pk]), asked)
    assert response.status_code == 200
    return response


def test_each_moment_stands_on_every_clock_and_night_is_marked(run, author, client):
    page = BeautifulSoup(page_of(client, run).content, "html.parser")

    [opens] = [row for row in page.select("tbody tr") if "Enrollment opens" in row.text]
    cells = [" ".join(cell.text.split()) for cell in opens.select("td")]
    assert cells == ["00:00", "Kathmandu 20:45 1 Mar", "Suva 03:00 night", "Dhaka 21:00 1 Mar"]


def test_mails_stand_there_in_the_language_of_each_person(run, author, client):
    page = BeautifulSoup(page_of(client, run).content, "html.parser")

    frames = {frame["title"].partition(":")[0]: frame for frame in page.select("iframe")}
    assert "तपाईं" in frames["Kathmandu"]["srcdoc"]
    assert "আপনি" in frames["Dhaka"]["srcdoc"]
    assert "you" in frames["Suva"]["srcdoc"]
    assert all(frame["sandbox"] == [] for frame in frames.values())


def test_language_and_zone_of_a_person_can_be_changed(run, author, client):
    asked = {"p1-zone": "America/Lima", "p1-language": "ko"}

    page = page_of(client, run, **asked).content.decode()

    assert "Lima" in page
    assert "Kathmandu</th>" not in page
    assert "등록되었습니다" in page


def test_what_cannot_be_is_as_it_was_at_first(run, author, client):
    text = text_of(page_of(client, run, **{"p1-zone": "Mars/Base", "p2-language": "xx"}))

    assert "Kathmandu" in text


def test_modules_that_wait_for_each_other_are_named(run, author, client):
    CourseRun.objects.filter(pk=run.pk).update(release=Release.AFTER_PREVIOUS)

    text = text_of(page_of(client, run))

    assert "No date: Week 2, Week 3. Each opens when the module before it is done." in text


def test_nothing_is_written(run, author, client):
    page_of(client, run)

    assert not Enrollment.objects.exists()
    assert not Delivery.objects.exists()


def test_a_run_without_any_date_has_a_page_too(run, author, client):
    CourseRun.objects.filter(pk=run.pk).update(
        is_always_open=True, opens_at=None, starts_at=None, ends_at=None
    )

    assert "Enrolls, and gets a confirmation" in text_of(page_of(client, run))


def test_an_author_of_another_provider_finds_nothing(run, client):
    other = make_learner(is_staff=True)
    other.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(other)

    assert client.get(reverse("studio:run-rehearsal", args=[run.pk])).status_code == 404


# --- seats and the smallest number --------------------------------------------------------------


@pytest.fixture
def small(run):
    """One seat, kept for a day; two people needed by the eighth."""
    CourseRun.objects.filter(pk=run.pk).update(
        capacity=2, offer_hours=24, minimum=2, decide_at=START
    )
    return CourseRun.objects.select_related("course__provider").get(pk=run.pk)


def rows_of(run, freed_at):
    found = rehearse(run, outline_of_run(run), EXAMPLES, at=OPENS, freed_at=freed_at)
    return [row for day in found.days for row in day.rows]


def test_an_offer_comes_and_ends_as_it_was_rehearsed(small):
    freed = OPENS + 2 * HOUR
    rows = rows_of(small, freed)
    [offer] = [row for row in rows if "is offered it" in row.what]
    [end] = [row for row in rows if "The offer ends" in row.what]
    learner = make_learner(name="Kathmandu", language="ne", time_zone="Asia/Kathmandu")
    inside = [enroll(learner=make_learner(), run=small, at=OPENS) for _ in range(2)]
    join_waiting(learner=learner, run=small, at=OPENS)

    withdraw(enrollment=inside[0], at=freed)
    move_up_all(at=end.at - timedelta(minutes=1))
    early = Delivery.objects.filter(template=SEAT_LAPSED).exists()
    move_up_all(at=end.at)

    sent = {
        mail.template: render_message(mail)
        for mail in Delivery.objects.filter(user=learner, template__in=[SEAT_OFFERED, SEAT_LAPSED])
    }
    assert (offer.at, end.at, early) == (freed, freed + 24 * HOUR, False)
    for template, row in ((SEAT_OFFERED, offer), (SEAT_LAPSED, end)):
        assert row.cells[0].mail.subject == sent[template].subject
        assert row.cells[0].mail.text == sent[template].body


def test_the_team_is_asked_to_decide_when_it_was_rehearsed(small):
    [row] = [row for row in rows_of(small, None) if "Too few" in row.what]
    small.team.add(make_learner(is_staff=True))

    warn_teams(at=row.at - timedelta(minutes=1))
    early = Delivery.objects.filter(template=TOO_FEW).exists()
    warn_teams(at=row.at)

    mail = render_message(Delivery.objects.get(template=TOO_FEW))
    assert (row.at, early) == (START, False)
    assert row.to_team.subject == mail.subject
    assert "2 people, and 0 are enrolled" in " ".join(row.to_team.text.split())


def test_a_seat_gets_free_when_the_author_says(small, author, client):
    text = text_of(page_of(client, small, freed="2027-03-05T09:00"))
    assert "Friday, 5 March 2027" in text
    assert "A seat gets free: whoever waits longest is offered it" in text

    assert "is offered it" not in text_of(page_of(client, small, freed=""))
    late = text_of(page_of(client, small, freed="2027-05-05T09:00"))
    assert "it is offered to nobody" in late
    odd = page_of(client, small, freed="soon").content.decode()
    assert "Write day and time as in" in odd
    assert 'value="soon"' in odd


def test_a_run_without_a_limit_offers_no_seat(run, author, client):
    page = BeautifulSoup(page_of(client, run).content, "html.parser")

    assert page.select_one("[name=freed]") is None
    assert "is offered it" not in page.get_text()


# --- live sessions ------------------------------------------------------------------------------


def session_rows(run):
    """Those that are about sessions: when, what, and what each person gets."""
    return [row for row in rows_of(run, None) if "A walk" in row.what]


def test_the_moments_of_a_session_stand_on_every_clock(run):
    starts_at = START + timedelta(days=2)
    make_session(run, starts_at=starts_at, title="A walk", minutes=90)
    make_session(run, title="A walk", cancelled_at=OPENS, cancel_reason="Rain")

    found = [(row.at, row.what) for row in session_rows(run)]

    assert found == [
        (starts_at - timedelta(days=1), "Reminder: “A walk” is tomorrow"),
        (starts_at - timedelta(hours=1), "Reminder: “A walk” starts within the hour"),
        (starts_at - timedelta(minutes=15), "One can join “A walk”"),
        (starts_at, "“A walk” starts"),
        (starts_at + timedelta(minutes=90), "“A walk” ends"),
    ]
    assert all(cell for row in session_rows(run) for cell in row.cells)


def test_its_reminders_come_when_and_as_they_were_rehearsed(run):
    make_session(run, starts_at=START + timedelta(days=2), title="A walk")
    planned = {
        (cell.place, row.at, cell.mail.subject, cell.mail.text.partition("/join/")[0])
        for row in session_rows(run)
        for cell in row.cells
        if cell.mail
    }
    people = {}
    for example in EXAMPLES:
        learner = make_learner(
            name=example.place, language=example.language, time_zone=example.time_zone
        )
        people[learner.pk] = example.place
        enroll(learner=learner, run=run, at=person_of(example, run, at=OPENS).enrolled_at)

    sent = set()
    for at in sorted({moment for _place, moment, _subject, _text in planned}):
        send_session_reminders(at=at - timedelta(seconds=1))
        before = set(Delivery.objects.values_list("pk", flat=True))
        send_session_reminders(at=at)
        for mail in Delivery.objects.filter(template=SESSION_REMINDER).exclude(pk__in=before):
            message = render_message(mail)
            text = message.body.partition("/join/")[0]
            sent.add((people[mail.user_id], at, message.subject, text))

    assert sent == planned
    assert len(sent) == 6


def test_who_enrolls_within_the_last_day_is_reminded_once(run):
    """Enrollment opens at midnight in Seoul; by day in Suva it is six hours to the session."""
    make_session(run, starts_at=OPENS + timedelta(hours=18), title="A walk")

    mails = [cell.mail for row in session_rows(run) for cell in row.cells if cell and cell.mail]

    assert len(mails) == len(EXAMPLES)


def test_before_somebody_is_in_the_run_its_sessions_are_not_theirs(run):
    make_session(run, starts_at=OPENS - timedelta(days=2), title="A walk")

    assert not session_rows(run)
