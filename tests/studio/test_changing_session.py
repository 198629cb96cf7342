"""A host changes, moves or cancels a session in the CMS."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.outline import READING
from live.actions import change_session
from live.models import LiveSession
from mail.models import Delivery
from tests.factories.courses import NOW
from tests.factories.learning import do_activity, lessons_of, make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session, session_block
from tests.live.arranging import run_with_session
from tests.live.pages import fields_of, text_of

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 25, 10, 0, tzinfo=UTC)
MOVED = "2027-01-25T20:00"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session():
    run, block = run_with_session(session_block(title="Case one"))
    return make_session(run, block=block, starts_at=START, speakers=[{"name": "Rina", "role": ""}])


@pytest.fixture
def host(session, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(session.run.course.provider.author_group)
    client.force_login(person)
    return person


def page_of(session):
    return reverse("studio:session", args=[session.pk])


def save(client, session, **values):
    return client.post(page_of(session), {**fields_of(client.get(page_of(session))), **values})


def test_the_form_is_filled_with_what_is_planned_and_saved_untouched_changes_nothing(
    session, host, client
):
    shown = fields_of(client.get(page_of(session)))
    assert shown["start"] == "2027-01-25T19:00"
    assert shown["time_zone"] == "Asia/Seoul"
    assert shown["speakers"] == "Rina"
    assert shown["join_url"] == "https://meet.example.org/old-town"

    response = save(client, session)

    assert response.url == reverse("studio:run-sessions", args=[session.run.pk])
    assert LiveSession.objects.get().sequence == 0


def test_a_move_says_how_many_hear_of_it(session, host, client):
    make_enrollment(run=session.run)
    assert "the one person in the run gets a mail" in text_of(client.get(page_of(session)))

    response = client.get(save(client, session, start=MOVED).url)

    assert "The session is saved. 1 person hears of it." in text_of(response)
    assert "25 January 2027, 20:00 – 21:30 (Seoul)" in text_of(response)
    assert LiveSession.objects.get().starts_at == START + timedelta(hours=1)


def test_a_move_past_the_end_of_the_run_is_saved_with_a_word_about_it(session, host, client):
    session.run.ends_at = START + timedelta(days=2)
    session.run.save()

    before = text_of(client.get(save(client, session, start=MOVED).url))
    after = text_of(client.get(save(client, session, start="2027-02-03T19:00").url))

    assert "after the end of the run" not in before
    assert "1 session begins after the end of the run" in after
    assert "The session is saved." in after


def test_a_link_that_is_given_later_is_told_to_nobody(session, host, client):
    LiveSession.objects.update(join_url="")
    make_enrollment(run=session.run)

    response = save(client, session, join_url="https://meet.example.org/now")

    assert "Nobody is written to." in text_of(client.get(response.url))
    assert LiveSession.objects.get().join_url == "https://meet.example.org/now"
    assert not Delivery.objects.filter(template="session_moved").exists()


def test_a_link_that_is_kept_is_not_looked_at_and_another_is(session, host, client):
    LiveSession.objects.update(join_url="http://127.0.0.1:8000/demo/meeting/")

    assert save(client, session, agenda="One street.").status_code == 302
    assert LiveSession.objects.get().agenda == "One street."
    refused = save(client, session, join_url="http://127.0.0.1:8000/demo/another/")
    assert refused.status_code == 422
    assert "it begins with https://" in text_of(refused)


def test_the_second_of_two_tabs_is_told_keeps_what_was_typed_and_may_insist(session, host, client):
    typed = {**fields_of(client.get(page_of(session))), "agenda": "One street."}
    change_session(
        session=session,
        values={"starts_at": START + timedelta(hours=1), "planned_for": MOVED},
        sequence=0,
        by=None,
        at=NOW,
    )

    response = client.post(page_of(session), typed)

    assert response.status_code == 409
    assert "somebody changed this session while you wrote" in text_of(response)
    assert "What holds now: Case one, 25 January 2027, 20:00 – 21:30 (Seoul)" in text_of(response)
    again = fields_of(response)
    assert (again["agenda"], again["start"]) == ("One street.", "2027-01-25T19:00")
    assert client.post(page_of(session), again).status_code == 302
    assert LiveSession.objects.get().starts_at == START


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"start": "2027-03-14T02:30", "time_zone": "America/New_York"}, "Choose 03:30 or 01:30."),
        ({"start": "2027-11-07T01:30", "time_zone": "America/New_York"}, "it shows 01:30 twice"),
        ({"title": " "}, "Give the session a title."),
        ({"minutes": "0"}, "from 1 to 1440 minutes"),
        ({"sequence": "x"}, "somebody changed this session"),
        ({"start": "2026-12-01T09:00"}, "more than a week ago"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(session, host, client, values, sentence):
    response = save(client, session, agenda="Kept", **values)

    assert response.status_code in {409, 422}
    assert sentence in text_of(response)
    assert "Nothing is saved yet: " in text_of(response)
    assert fields_of(response)["agenda"] == "Kept"
    assert LiveSession.objects.get().sequence == 0


def test_a_session_is_moved_into_the_past_only_by_who_says_that_it_was_held(session, host, client):
    past = {"start": "2027-01-17T09:00"}
    refused = save(client, session, **past)

    assert refused.status_code == 422
    assert "You typed 17 January 2027, 09:00 (Seoul). That is past: it is " in text_of(refused)
    assert "It was held already" in text_of(refused)
    assert LiveSession.objects.get().starts_at == START
    assert save(client, session, **past, was_held="on").status_code == 302
    assert LiveSession.objects.get().planned_for == "2027-01-17T09:00"
    again = save(client, session, agenda="What we saw")
    assert again.status_code == 302


def test_an_hour_that_comes_twice_is_shown_as_it_was_chosen(host, client, session):
    LiveSession.objects.update(
        starts_at=datetime(2027, 11, 7, 6, 30, tzinfo=UTC),
        planned_for="2027-11-07T01:30",
        time_zone="America/New_York",
        fold=1,
    )

    assert fields_of(client.get(page_of(session)))["fold"] == "1"
    save(client, session, agenda="More")

    assert LiveSession.objects.get().starts_at == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


def test_a_zone_that_is_gone_stays_in_the_form_with_a_word_about_it(session, host, client):
    LiveSession.objects.update(time_zone="Europe/Atlantis", planned_for="2027-01-25T10:00")

    response = client.get(page_of(session))

    assert "There is no zone “Europe/Atlantis” any more" in text_of(response)
    assert fields_of(response)["time_zone"] == "Europe/Atlantis"


def test_by_a_zone_that_is_gone_nothing_moves_and_no_hour_is_typed(session, host, client):
    LiveSession.objects.update(time_zone="Europe/Atlantis", planned_for="2027-01-25T23:00")
    before = LiveSession.objects.get()

    assert save(client, session, agenda="More").status_code == 302
    kept = LiveSession.objects.get()
    assert (kept.agenda, kept.starts_at, kept.planned_for, kept.time_zone) == (
        *("More", before.starts_at, before.planned_for, before.time_zone),
    )
    refused = save(client, session, start="2027-01-26T10:00")
    assert refused.status_code == 422
    assert "There is no such time zone. Choose one of the list." in text_of(refused)
    assert save(client, session, time_zone="Asia/Seoul").status_code == 302
    assert LiveSession.objects.get().starts_at == datetime(2027, 1, 25, 14, tzinfo=UTC)


def test_after_it_was_held_the_agenda_is_written_and_the_time_stays(session, host, client):
    make_attendance(session, make_enrollment(run=session.run))
    with time_machine.travel(START + timedelta(days=9), tick=False):
        client.force_login(host)
        assert save(client, session, agenda="What we saw").status_code == 302
        response = save(client, session, start="2027-02-05T19:00")

    assert response.status_code == 422
    assert "This session was held" in text_of(response)
    assert LiveSession.objects.get().agenda == "What we saw"


def test_cancelling_says_what_comes_of_it_and_asks_why(session, host, client):
    enrollment = make_enrollment(run=session.run)
    for lesson in lessons_of(enrollment):
        do_activity(enrollment, lesson, lesson.activities[0])
        assert lesson.activities[0].key == READING
    address = reverse("studio:session-cancel", args=[session.pk])

    page = text_of(client.get(address))
    assert "1 person in the run gets a mail with what you write below" in page
    assert "If it is needed no more, 1 person completes the course by this" in page
    shown = fields_of(client.get(address))
    refused = client.post(address, {**shown, "then": "DROP", "reason": " "})
    assert refused.status_code == 422
    page = text_of(refused)
    assert "Nothing is saved yet: one field needs another look." in page
    assert page.count("Tell people why the session does not take place.") == 2
    assert b'href="#id_reason"' in refused.content

    typed = {**shown, "then": "ANEW", "reason": "Our trainer is ill."}
    response = client.post(address, typed, follow=True)

    assert "The session is cancelled. 1 person hears of it." in text_of(response)
    assert "Our trainer is ill." in text_of(response)
    session.run.refresh_from_db()
    assert session.run.dropped == []
    assert "is cancelled already" in text_of(client.get(address))
    assert "it stays as it was" in text_of(client.get(page_of(session)))
    assert client.post(page_of(session), {"title": "Anew"}).status_code == 409


def test_an_old_page_cancels_nothing_that_was_moved_since_and_keeps_what_was_typed(
    session, host, client
):
    address = reverse("studio:session-cancel", args=[session.pk])
    old = {**fields_of(client.get(address)), "reason": "Our trainer is ill."}
    save(client, session, start=MOVED)

    refused = client.post(address, old)

    assert refused.status_code == 409
    page = text_of(refused)
    assert "somebody changed this session while you wrote" in page
    assert "25 January 2027, 20:00" in page
    shown = fields_of(refused)
    assert shown["reason"] == "Our trainer is ill."
    assert LiveSession.objects.get().cancelled_at is None
    assert client.post(address, shown).status_code == 302
    assert LiveSession.objects.get().cancelled_at == NOW


def test_cancelling_twice_says_that_it_was_done(session, host, client):
    make_enrollment(run=session.run)
    address = reverse("studio:session-cancel", args=[session.pk])
    typed = {**fields_of(client.get(address)), "reason": "Our trainer is ill."}
    client.post(address, typed)

    again = client.post(address, {**typed, "reason": "Another"}, follow=True)

    page = text_of(again)
    assert "This session was cancelled already: nobody hears of it twice." in page
    assert "Our trainer is ill." in page


def test_a_session_that_counts_for_nothing_is_not_asked_what_becomes_of_it(session, host, client):
    extra = make_session(session.run, title="Open hour")

    page = client.get(reverse("studio:session-cancel", args=[extra.pk]))

    assert "What becomes of it in the course" not in text_of(page)


def test_another_author_changes_and_cancels_nothing(session, client):
    other = make_learner(is_staff=True)
    other.groups.add(run_with_session()[0].course.provider.author_group)
    client.force_login(other)

    for name in ("studio:session", "studio:session-cancel"):
        address = reverse(name, args=[session.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "x", "then": "ANEW"}).status_code == 404
