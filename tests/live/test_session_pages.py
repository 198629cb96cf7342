"""What learners see of sessions: their own clock by name, the host's beside it, never the link."""

import pytest
import time_machine
from django.urls import reverse

from courses.session_rows import row_of
from learning.actions import withdraw
from live.faces import read_faces
from tests.factories.courses import NOW, course_page, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from tests.factories.live import DAY, make_session, session_block

from .arranging import announce, run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db
LINK = b"meet.example.org"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arranged():
    return run_with_session()


@pytest.fixture
def enrollment(arranged, client):
    learner = make_learner(time_zone="Asia/Kathmandu")
    client.force_login(learner)
    return make_enrollment(run=arranged[0], learner=learner)


@pytest.fixture
def session(arranged):
    run, block = arranged
    return make_session(
        run,
        block=block,
        agenda="One street.",
        speakers=[{"name": "Rina Kusuma", "role": "City of Surabaya"}],
        reading=[{"title": "The guide", "url": "https://example.org/guide"}],
        capacity=40,
    )


def address(session):
    return reverse("live:session", args=[session.run.slug, session.key])


def test_the_page_says_time_place_agenda_speakers_and_what_counts(session, enrollment, client):
    page = text_of(client.get(address(session)))

    assert "21 January 2027, 14:45 – 16:15 (Kathmandu); 18:00 (Seoul)" in page
    for words in ("Online", "One street.", "Rina Kusuma", "The guide", "40"):
        assert words in page
    assert "Whoever is there for 80 % of it has attended." in page


def test_a_reader_without_a_zone_reads_utc_by_name_and_how_to_change_it(session, client):
    learner = make_learner()
    make_enrollment(run=session.run, learner=learner)
    client.force_login(learner)

    page = text_of(client.get(address(session)))

    assert "21 January 2027, 09:00 – 10:30 (UTC); 18:00 (Seoul)" in page
    assert "Is UTC not your zone?" in page


def test_a_zone_that_was_abolished_is_said_in_utc(session, enrollment, client):
    type(session).objects.update(time_zone="Europe/Atlantis")

    assert "14:45 – 16:15 (Kathmandu); 09:00 (UTC)" in text_of(client.get(address(session)))


def test_the_lesson_shows_the_time_and_leads_to_the_session(session, enrollment, client):
    lesson = lessons_of(enrollment)[-1]

    response = client.get(reverse("learning:lesson", args=[session.run.slug, lesson.slug]))

    assert "14:45 – 16:15 (Kathmandu)" in text_of(response)
    assert address(session) in response.content.decode()
    assert LINK not in response.content


def test_every_page_says_the_real_begin_and_end_of_one_that_is_late(session, enrollment, client):
    type(session).objects.update(delay_minutes=10)
    lesson = lessons_of(enrollment)[-1]
    pages = [
        address(session),
        reverse("learning:lesson", args=[session.run.slug, lesson.slug]),
        reverse("live:my-calendar"),
    ]

    for page in pages:
        text = text_of(client.get(page))
        assert "14:55 – 16:25 (Kathmandu)" in text
        assert "10 minutes later than planned" in text


def test_public_pages_say_the_real_begin_of_one_that_is_late(session):
    type(session).objects.update(delay_minutes=10)

    (face,) = read_faces([session.run_id])

    assert row_of(face).when == "21 January 2027, 18:10 – 19:40 (Seoul)"
    assert row_of(face).minutes_late == 10


def test_the_course_page_says_how_much_later_than_planned_a_session_begins(session, client):
    type(session).objects.update(delay_minutes=10)

    text = text_of(client.get(course_page(session.run.course).url))

    assert "18:10 – 19:40 (Seoul) 10 minutes later than planned" in text


def test_from_when_one_can_join_is_no_promise_about_a_later_start(session, enrollment, client):
    usual = text_of(client.get(address(session)))
    type(session).objects.update(delay_minutes=20)

    late = text_of(client.get(address(session)))

    opens = "21 January 2027, 14:30 (Kathmandu), 17:45 (Seoul)"
    assert f"One can join from 15 minutes before: {opens}." in usual
    assert f"One can join from {opens}, although it begins later." in late
    assert "15 minutes before" not in late


def test_a_lesson_costs_one_query_for_all_its_sessions(
    arranged, enrollment, client, django_assert_num_queries
):
    run, block = arranged
    blocks = [block, *(session_block(title=f"Case {number}") for number in range(3))]
    announce(run.course, *blocks)
    for each in blocks:
        make_session(run, block=each)
    path = reverse("learning:lesson", args=[run.slug, lessons_of(enrollment)[-1].slug])
    client.get(path)

    # session, user, enrollment, facts; sessions: the rest is kept from the first time
    with django_assert_num_queries(5):
        response = client.get(path)

    assert "Case 2" in text_of(response)


def test_a_lesson_without_a_time_says_so(arranged, enrollment, client):
    lesson = lessons_of(enrollment)[-1]

    page = text_of(client.get(reverse("learning:lesson", args=[arranged[0].slug, lesson.slug])))

    assert "Date to be announced" in page


def test_a_cancelled_session_says_why_and_one_planned_anew_stands_in_its_place(
    arranged, session, enrollment, client
):
    type(session).objects.filter(pk=session.pk).update(
        cancelled_at=NOW, cancel_reason="The speaker is ill."
    )
    lesson = reverse("learning:lesson", args=[session.run.slug, lessons_of(enrollment)[-1].slug])

    assert "The speaker is ill." in text_of(client.get(address(session)))
    assert "The speaker is ill." in text_of(client.get(lesson))
    make_session(arranged[0], block=arranged[1], starts_at=NOW + 5 * DAY)
    assert "The speaker is ill." not in text_of(client.get(lesson))
    assert "25 January 2027" in text_of(client.get(lesson))


def test_all_sessions_of_a_run_stand_on_one_page_what_comes_first(session, enrollment, client):
    make_session(session.run, title="Before", starts_at=NOW - 3 * DAY)

    page = text_of(client.get(reverse("live:run-sessions", args=[session.run.slug])))

    assert page.index(session.title) < page.index("Over") < page.index("Before")


def test_who_is_not_in_the_run_is_led_to_enroll_and_another_runs_session_is_not_found(
    session, enrollment, client
):
    stranger = make_session(make_run(slug="another-run"))

    response = client.get(address(stranger))
    assert response.url == reverse("learning:enroll", args=["another-run"])
    mixed = reverse("live:session", args=[session.run.slug, stranger.key])
    assert client.get(mixed).status_code == 404
    withdraw(enrollment=enrollment, at=NOW)
    assert client.get(address(session)).status_code == 302


def test_the_pages_open_before_the_run_starts(client):
    run = make_run(opens_at=NOW - DAY, starts_at=NOW + DAY)
    learner = make_learner()
    make_enrollment(run=run, learner=learner)
    client.force_login(learner)

    assert client.get(address(make_session(run))).status_code == 200


def test_the_course_page_shows_the_hosts_time_to_everybody_and_never_the_link(session, client):
    response = client.get(course_page(session.run.course).get_url())

    html = response.content.decode()
    assert html.count('data-zone="Asia/Seoul"') == 3  # beside it, in the list, in the syllabus
    assert 'datetime="2027-01-21T09:00:00+00:00"' in html
    assert "21 January 2027, 18:00 – 19:30 (Seoul)" in text_of(response)
    assert reverse("live-calendars:course", args=[session.run.course.key]) in html
    assert LINK not in response.content
