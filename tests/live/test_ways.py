"""From each page of a run to its live sessions, its discussion and its announcements."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.hosts import runs_hosted_by
from learning.actions import record_progress
from learning.models import ResultKind
from live.models import Attendance, Source
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.discussions import make_thread
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from tests.factories.live import DAY, make_session, session_block

from .arranging import run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arranged():
    return run_with_session(session_block(recording_counts=True))


@pytest.fixture
def run(arranged):
    return arranged[0]


@pytest.fixture
def enrollment(run, client):
    learner = make_learner(time_zone="Asia/Kathmandu")
    client.force_login(learner)
    return make_enrollment(run=run, learner=learner)


def links_of(response):
    found = BeautifulSoup(response.content, "html.parser").select("main a[href]")
    return {link["href"] for link in found}


def ways(run):
    names = ("live:run-sessions", "discussions:run", "discussions:announcements")
    return {reverse(name, args=[run.slug]) for name in names}


def pages_of(run, enrollment, session):
    lesson = lessons_of(enrollment)[0]
    thread = make_thread(run=run)
    return [
        reverse("learning:lesson", args=[run.slug, lesson.slug]),
        reverse("learning:progress", args=[run.slug]),
        reverse("live:run-sessions", args=[run.slug]),
        reverse("live:session", args=[run.slug, session.key]),
        reverse("live:recording", args=[run.slug, session.key]),
        reverse("discussions:run", args=[run.slug]),
        reverse("discussions:thread", args=[thread.pk]),
        reverse("discussions:announcements", args=[run.slug]),
    ]


def test_each_page_of_a_run_leads_to_its_sessions_talk_and_announcements(
    arranged, run, enrollment, client
):
    session = make_session(run, block=arranged[1])

    for page in pages_of(run, enrollment, session):
        assert ways(run) <= links_of(client.get(page)), page


def test_a_run_that_waits_for_its_start_leads_there_too(client):
    run, block = run_with_session(starts_at=NOW + DAY)
    learner = make_learner()
    make_enrollment(run=run, learner=learner)
    make_session(run, block=block)
    client.force_login(learner)

    assert ways(run) <= links_of(client.get(reverse("learning:resume", args=[run.slug])))


def test_a_run_without_sessions_leads_to_none(client):
    run = make_run(make_course(lessons=(1,), checks=False))
    enrollment = make_enrollment(run=run)
    client.force_login(enrollment.learner)

    links = links_of(client.get(reverse("learning:progress", args=[run.slug])))

    assert reverse("live:run-sessions", args=[run.slug]) not in links
    assert reverse("discussions:run", args=[run.slug]) in links


def test_the_way_back_from_a_talk_leads_learners_to_their_lessons_and_hosts_to_the_course(
    run, enrollment, client
):
    thread = reverse("discussions:thread", args=[make_thread(run=run).pk])
    own, public = (
        reverse(name, args=[run.slug]) for name in ("learning:resume", "learning:course")
    )

    learners = links_of(client.get(thread))
    host = make_learner()
    run.team.add(host)
    assert runs_hosted_by(host).filter(pk=run.pk).exists()
    client.force_login(host)
    hosts = links_of(client.get(thread))

    assert own in learners
    assert public not in learners
    assert public in hosts
    assert own not in hosts


def sessions_on_progress(client, run):
    page = client.get(reverse("learning:progress", args=[run.slug]))
    soup = BeautifulSoup(page.content, "html.parser").select_one("[aria-labelledby=sessions]")
    return " ".join(soup.get_text(" ", strip=True).split()) if soup else ""


def test_what_is_done_says_of_each_session_when_it_is_and_what_became_of_it(
    arranged, run, enrollment, client
):
    missed = make_session(run, block=arranged[1], starts_at=NOW - DAY)
    make_session(run, title="Questions and answers", starts_at=NOW + DAY)

    text = sessions_on_progress(client, run)

    assert text.index("Questions and answers") < text.index(missed.title)
    assert "21 January 2027, 14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in text
    assert "Still possible" in text
    assert "The recording is not there yet." in text


def test_a_recording_that_counts_is_still_possible_and_leads_there(
    arranged, run, enrollment, client
):
    session = make_session(
        run,
        block=arranged[1],
        starts_at=NOW - DAY,
        recording_url="https://video.example.org/1",
        recording_at=NOW,
    )

    page = client.get(reverse("learning:progress", args=[run.slug]))

    assert "Still possible" in text_of(page)
    assert reverse("live:recording", args=[run.slug, session.key]) in links_of(page)


def test_whoever_attended_reads_so_at_once_and_when_it_is_handed_down(
    arranged, run, enrollment, client
):
    session = make_session(run, block=arranged[1], starts_at=NOW - DAY)
    proof = Attendance.objects.create(
        session=session, enrollment=enrollment, source=Source.CODE, at=session.starts_at
    )

    at_once = sessions_on_progress(client, run)
    lesson = lessons_of(enrollment)[0]
    record_progress(
        enrollment=enrollment,
        lesson_key=lesson.key,
        activity_key=session.activity_key,
        kind=ResultKind.SESSION,
        at=NOW,
    )
    proof.delete()
    later = sessions_on_progress(client, run)

    assert "Attended" in at_once
    assert "Attended" in later


def test_where_no_recording_counts_the_session_was_missed(client):
    run, block = run_with_session()
    enrollment = make_enrollment(run=run)
    client.force_login(enrollment.learner)
    make_session(run, block=block, starts_at=NOW - DAY)

    assert "Not attended" in sessions_on_progress(client, run)


def test_many_sessions_are_cut_and_cost_what_one_costs(
    run, enrollment, client, django_assert_max_num_queries
):
    make_session(run, series_key=enrollment.run.course.key)
    page = reverse("learning:progress", args=[run.slug])
    client.get(page)
    with django_assert_max_num_queries(9):
        client.get(page)

    for day in range(2, 22):
        make_session(run, starts_at=NOW + day * DAY, series_key=enrollment.run.course.key)
    with django_assert_max_num_queries(9):
        text = sessions_on_progress(client, run)

    assert "Session 12 of 21" in text
    assert "Session 13 of 21" not in text
    assert "All 21 live sessions" in text
