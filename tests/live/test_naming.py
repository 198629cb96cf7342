"""A session is called as its lesson calls it in the reader's language; a host's own title stays."""

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import Locale

from courses.models import LessonPage
from home.my_learning import read_my_learning
from live.models import LiveSession, PersonalLinks
from live.naming import say_in, title_for
from live.reminding import send_session_reminders
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import NOW, course_page
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import DAY, make_session, make_session_link, session_block

from .arranging import run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db
ENGLISH, INDONESIAN = "Floods in the old town", "Banjir di kota tua"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run():
    """Its course is written in English, and translated; its session is tomorrow."""
    run, block = run_with_session(session_block(title=ENGLISH))
    lesson = LessonPage.objects.descendant_of(course_page(run.course)).get()
    locale, _ = Locale.objects.get_or_create(language_code="id")
    copy = lesson.copy_for_translation(locale, copy_parents=True, alias=False)
    copy.body = [{**block, "value": {**block["value"], "title": INDONESIAN}}]
    copy.live = True
    copy.save()
    make_session(run, block=block, starts_at=NOW + DAY)
    return run


@pytest.fixture
def session(run):
    return LiveSession.objects.select_related("run__course").get()


@pytest.fixture
def reader(run):
    reader = make_learner(language="id")
    make_enrollment(run=run, learner=reader)
    return reader


def test_a_session_has_the_title_of_its_block_in_the_language_of_the_reader(session):
    assert title_for(session, "id") == INDONESIAN
    assert title_for(session, "en") == ENGLISH
    assert title_for(session, "ko") == ENGLISH  # nobody translated it


def test_what_its_host_called_it_stays(session):
    session.title = "Floods, with the mayor"

    assert title_for(session, "id") == "Floods, with the mayor"


def test_many_sessions_ask_once_and_none_where_nothing_is_foreign(
    run, session, django_assert_num_queries
):
    many = [LiveSession.objects.select_related("run__course").get() for _ in range(20)]
    with django_assert_num_queries(0):
        say_in(many, "en")
    with django_assert_num_queries(1):
        say_in(many, "id")

    assert {each.title for each in many} == {INDONESIAN}


def test_a_mail_says_it_in_the_readers_language(session, reader):
    other = make_learner(language="en")
    make_enrollment(run=session.run, learner=other)
    for each in (reader, other):
        each.enrollments.update(enrolled_at=NOW - 2 * DAY)

    send_session_reminders(at=NOW)

    reminders = Delivery.objects.filter(template="session_reminder")
    said = {mail.to_email: render_message(mail).subject for mail in reminders}
    assert INDONESIAN in said[reader.email]
    assert ENGLISH in said[other.email]


def test_every_page_of_a_learner_says_it_so(run, session, reader, client):
    link = make_session_link(session, reader.enrollments.get())
    client.force_login(reader)
    for name, arguments in (
        ("live:session", [run.slug, session.key]),
        ("live:run-sessions", [run.slug]),
        ("live:my-calendar", []),
        ("live:personal", [link]),
        ("home:dashboard", []),
    ):
        address = reverse(name, args=arguments).replace("/en/", "/id/", 1)
        assert INDONESIAN in text_of(client.get(address)), name


def test_the_course_page_of_a_language_says_it_so(run, client):
    assert INDONESIAN in text_of(client.get(course_page(run.course, "id").get_url()))
    assert ENGLISH in text_of(client.get(course_page(run.course).get_url()))


def test_ones_own_calendar_says_it_and_is_fetched_anew_once_a_translation_changed(
    run, session, reader, client
):
    links = PersonalLinks.objects.create(user=reader, calendar_key=session.key)
    address = reverse("live-calendars:mine", args=[links.calendar_key.hex])
    first = client.get(address)
    assert INDONESIAN in first.content.decode()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304

    lesson = LessonPage.objects.get(locale__language_code="id")
    lesson.body[0].value["title"] = "Air di kota"
    lesson.save_revision().publish()

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Air di kota" in again.content.decode()


def test_the_dashboard_names_it(reader):
    assert read_my_learning(user=reader, at=NOW).next_session.shown.session.title == ENGLISH
