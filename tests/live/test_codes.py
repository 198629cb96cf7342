"""The code that is shown in a session: made once, typed as people type, guessed by nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from live.actions import NotJoinable, NotSaid, give_code, make_code, settle_due
from live.models import Attendance, LiveSession, Place, Source
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session, make_session_link

from .arranging import run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OURS = {"origin": "http://testserver"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(
        run, block=block, starts_at=NOW, code="KTWPXZ", place=Place.ROOM, room="Hall 2"
    )


@pytest.fixture
def enrollment(session, client):
    learner = make_learner(time_zone="Asia/Kathmandu")
    client.force_login(learner)
    return make_enrollment(run=session.run, learner=learner)


@pytest.fixture
def host():
    return make_learner(name="The host")


def logged():
    return ModelLogEntry.objects.filter(action="live.make_code")


def send(client, session, code):
    address = reverse("live:code", args=[session.run.slug, session.key])
    return client.post(address, {"code": code}, follow=True)


@pytest.mark.parametrize("typed", ["KTWPXZ", " ktw pxz ", "ktw-pxz", "ＫＴＷＰＸＺ"])
def test_who_types_the_code_was_there(session, enrollment, client, typed):
    page = text_of(send(client, session, typed))

    row = Attendance.objects.get()
    assert (row.source, row.at, row.enrollment_id) == (Source.CODE, NOW, enrollment.pk)
    assert "It is noted that you are here." in page
    assert "Code of the session: 20 Jan 2027, 14:45 (Kathmandu)" in page
    assert "I am here" not in page


def test_a_wrong_code_is_said_beside_the_field_and_kept(session, enrollment, client):
    response = send(client, session, "KTWPXX")

    assert response.status_code == 422
    assert "This is not the code of this session." in text_of(response)
    assert 'value="KTWPXX"' in response.content.decode()
    assert "Type the code" in text_of(send(client, session, "  "))
    assert not Attendance.objects.exists()


def test_whoever_guesses_has_ten_tries_an_hour(session, enrollment, client):
    for _ in range(10):
        send(client, session, "AAAAAA")

    response = send(client, session, "KTWPXZ")

    assert "Those were many codes." in text_of(response)
    assert not Attendance.objects.exists()


def test_the_code_stands_on_no_page_of_a_learner(session, enrollment, client):
    page = client.get(reverse("live:session", args=[session.run.slug, session.key]))

    assert "I am here" in text_of(page)
    assert "KTWPXZ" not in page.content.decode()


@pytest.mark.parametrize("minutes", [-16, 121])
def test_it_works_only_while_the_session_is_open(session, enrollment, client, clock, minutes):
    clock.move_to(NOW + minutes * MINUTE)

    page = text_of(send(client, session, "KTWPXZ"))

    assert "I am here" not in page
    assert not Attendance.objects.exists()
    with pytest.raises(NotJoinable):
        give_code(
            session=session, enrollment_id=enrollment.pk, typed="KTWPXZ", at=NOW + minutes * MINUTE
        )


def test_the_link_of_a_mail_gives_the_code_without_signing_in(session, client):
    enrollment = make_enrollment(run=session.run)
    token = make_session_link(session, enrollment)
    address = reverse("live:personal-code", args=[token])

    assert "I am here" in text_of(client.get(reverse("live:personal", args=[token])))
    assert client.post(address, {"code": "WRONGX"}, headers=OURS).status_code == 422
    assert client.post(address, {"code": "KTWPXZ"}).status_code == 302  # not from a page of ours
    assert not Attendance.objects.exists()

    page = text_of(client.post(address, {"code": "ktwpxz"}, headers=OURS))

    assert "It is noted that you are here." in page
    assert Attendance.objects.get().enrollment_id == enrollment.pk


def test_a_code_given_after_the_session_was_settled_counts_still(session, enrollment, client):
    end = NOW + 90 * MINUTE
    settle_due(at=end)
    give_code(session=session, enrollment_id=enrollment.pk, typed="KTWPXZ", at=end + MINUTE)
    settle_due(at=end + MINUTE)

    assert enrollment.results.filter(kind="SESSION", voided_at=None).count() == 1


def test_a_new_code_ends_the_old_and_stands_in_no_log(session, host):
    code = make_code(session=session, shown="KTWPXZ", by=host, at=NOW)

    assert code != "KTWPXZ"
    assert LiveSession.objects.get().code == code
    assert code not in str(logged().get().data)


def test_of_two_tabs_that_make_a_code_the_first_stays(session, host):
    code = make_code(session=session, shown="KTWPXZ", by=host, at=NOW)

    assert make_code(session=session, shown="KTWPXZ", by=host, at=NOW) == code
    assert logged().count() == 1


def test_a_closed_session_gets_no_code(session, host):
    with pytest.raises(NotSaid):
        make_code(session=session, shown="KTWPXZ", by=host, at=NOW + 121 * MINUTE)
