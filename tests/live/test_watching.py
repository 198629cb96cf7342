"""The recording, and the check about it: in either order they are one fact."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.models import MediaDocument
from courses.protected import may_read
from learning.actions import withdraw
from learning.models import ActivityResult, ResultKind
from learning.refreshing import refresh_stale
from live.actions import NotWatched, mark_watched, open_recording, settle
from live.models import Attendance, LiveSession, Source
from tests.factories.courses import NOW, check_block, make_provider
from tests.factories.learning import do_activity, lessons_of, make_enrollment, make_learner
from tests.factories.live import (
    make_attendance,
    make_session,
    make_session_link,
    session_block,
)

from .arranging import announce, run_with_session
from .pages import text_of

pytestmark = [pytest.mark.django_db]
ON_BOTH = pytest.mark.both_databases
END = NOW + timedelta(days=1, minutes=90)
OPENED = END + timedelta(hours=2)
# 80 % of 60 minutes
WATCHED = OPENED + timedelta(minutes=48)


@pytest.fixture(autouse=True)
def clock():
    """Whoever signs in does so after the session: a cookie of long ago opens nothing."""
    with time_machine.travel(OPENED, tick=False):
        yield


@pytest.fixture
def arranged():
    block = session_block(recording_counts=True)
    check = check_block(is_about_recording=True, is_required=False)
    run, _block = run_with_session(block)
    announce(run.course, block, check)
    session = make_session(
        run,
        block=block,
        recording_url="https://www.youtube.com/watch?v=abcdefghijk",
        recording_at=END,
        recording_minutes=60,
    )
    return session, check


@pytest.fixture
def session(arranged):
    return arranged[0]


@pytest.fixture
def person(session):
    return make_enrollment(run=session.run)


def pass_check(person, arranged, at=WATCHED):
    lesson = lessons_of(person)[0]
    activity = next(each for each in lesson.activities if each.key == arranged[1]["id"])
    do_activity(person, lesson, activity, at=at, detail={"percent": 100})


def facts(person):
    rows = ActivityResult.objects.valid().filter(enrollment=person, kind=ResultKind.SESSION)
    return [row.detail["by"] for row in rows]


@ON_BOTH
def test_watched_and_then_passed_is_one_fact(arranged, session, person):
    open_recording(session=session, enrollment_id=person.pk, at=OPENED)
    assert not mark_watched(session=session, enrollment=person, at=WATCHED)
    assert not facts(person)

    pass_check(person, arranged)

    assert facts(person) == ["RECORDING"]
    refresh_stale(at=WATCHED)
    person.refresh_from_db()
    assert person.completed_at is not None


@ON_BOTH
def test_passed_and_then_watched_is_one_fact_and_settling_adds_none(arranged, session, person):
    pass_check(person, arranged, at=OPENED)
    open_recording(session=session, enrollment_id=person.pk, at=OPENED)
    assert not facts(person)

    assert mark_watched(session=session, enrollment=person, at=WATCHED)
    assert mark_watched(session=session, enrollment=person, at=WATCHED + timedelta(hours=1))

    assert facts(person) == ["RECORDING"]
    assert Attendance.objects.get().at == WATCHED
    done = settle(session=session, at=WATCHED + timedelta(hours=2))
    assert (done.recorded, done.voided) == (0, 0)


@ON_BOTH
def test_opening_again_keeps_the_first_moment(session, person):
    for minutes in (0, 30):
        at = OPENED + timedelta(minutes=minutes)
        open_recording(session=session, enrollment_id=person.pk, at=at)

    row = Attendance.objects.get()
    assert (row.source, row.opened_at, row.at) == (Source.RECORDING, OPENED, None)


def test_it_is_not_watched_before_the_share_of_its_minutes_has_passed(session, person):
    with pytest.raises(NotWatched):
        mark_watched(session=session, enrollment=person, at=WATCHED)

    open_recording(session=session, enrollment_id=person.pk, at=OPENED)
    with pytest.raises(NotWatched) as early:
        mark_watched(session=session, enrollment=person, at=WATCHED - timedelta(seconds=1))

    assert early.value.since == WATCHED
    assert Attendance.objects.get().at is None


def test_without_its_length_that_of_the_session_is_asked(session, person):
    LiveSession.objects.update(recording_minutes=None)
    session.refresh_from_db()
    open_recording(session=session, enrollment_id=person.pk, at=OPENED)

    with pytest.raises(NotWatched) as early:
        mark_watched(session=session, enrollment=person, at=OPENED)
    assert early.value.since == OPENED + timedelta(minutes=72)


@pytest.mark.parametrize(
    "fields",
    [
        {"recording_url": "", "recording_at": None},
        {"recording_counts": False},
        {"cancelled_at": NOW, "cancel_reason": "Ill"},
        {"recording_at": OPENED + timedelta(days=1)},
    ],
    ids=["none", "counts for nothing", "cancelled", "later"],
)
def test_where_no_recording_counts_nothing_is_noted(fields, session, person):
    LiveSession.objects.update(**fields)
    session.refresh_from_db()

    with pytest.raises(NotWatched):
        open_recording(session=session, enrollment_id=person.pk, at=OPENED)
    assert not Attendance.objects.exists()


def test_another_check_and_a_recording_that_was_only_opened_are_no_fact(arranged, session, person):
    open_recording(session=session, enrollment_id=person.pk, at=OPENED)
    pass_check(person, arranged)

    assert not facts(person)


def page_of(session, name="recording"):
    return reverse(f"live:{name}", args=[session.run.slug, session.key])


def test_a_learner_opens_it_says_so_and_reads_what_is_missing(arranged, session, person, client):
    client.force_login(person.learner)
    with time_machine.travel(OPENED, tick=False):
        first = text_of(client.get(page_of(session)))
        assert "Open the recording" in first
        assert "Play from YouTube" not in first
        assert not Attendance.objects.exists()

        opened = client.post(page_of(session), follow=True)
        assert "Play from YouTube" in text_of(opened)
        assert "You can say so from" in text_of(opened)
        early = client.post(page_of(session, "watched"))
        assert early.status_code == 409
        assert "This is too early." in text_of(early)

    with time_machine.travel(WATCHED, tick=False):
        done = client.post(page_of(session, "watched"), follow=True)
        assert "You said that you have watched it." in text_of(done)
        assert f"#check-{arranged[1]['id']}" in done.content.decode()

        pass_check(person, arranged)
        assert "You have attended this session." in text_of(client.get(page_of(session)))


def test_who_was_there_watches_it_without_being_noted(session, person, client):
    make_attendance(session, person)
    client.force_login(person.learner)
    with time_machine.travel(OPENED, tick=False):
        text = text_of(client.get(page_of(session)))

    assert "You have attended this session." in text
    assert "Play from YouTube" in text
    assert "What is missing" not in text


def test_the_pages_of_the_session_and_its_lesson_lead_there(session, person, client):
    client.force_login(person.learner)
    lesson = reverse("learning:lesson", args=[session.run.slug, lessons_of(person)[0].slug])
    with time_machine.travel(OPENED, tick=False):
        for address in (page_of(session, "session"), lesson):
            page = client.get(address)
            assert page_of(session) in page.content.decode()
        assert "Still missing: watch the recording" in text_of(client.get(lesson))


def lesson_of(person):
    run = person.run
    return reverse("learning:lesson", args=[run.slug, lessons_of(person)[0].slug])


def test_what_is_done_is_crossed_off_on_every_page(arranged, session, person, client):
    client.force_login(person.learner)
    progress = reverse("learning:progress", args=[session.run.slug])
    pass_check(person, arranged, at=OPENED)
    for address in (lesson_of(person), progress):
        text = text_of(client.get(address))
        assert "Still missing: watch the recording and say so. You have passed" in text
        assert "and pass the knowledge check about it." not in text.partition("Still missing")[2]
    assert "Done You have passed the knowledge check about it." in text_of(
        client.get(page_of(session))
    )


def test_who_watched_it_is_asked_for_the_check_alone(session, person, client):
    client.force_login(person.learner)
    open_recording(session=session, enrollment_id=person.pk, at=OPENED)
    mark_watched(session=session, enrollment=person, at=WATCHED)

    text = text_of(client.get(lesson_of(person)))

    assert "Still missing: pass the knowledge check about it." in text
    assert "The live session is over. See what is still possible" in text
    assert "Attend the live session to complete this lesson." not in text


def test_an_answered_check_crosses_it_off_in_place(arranged, session, person, client):
    client.force_login(person.learner)
    check = arranged[1]
    lesson = lessons_of(person)[0]
    pass_check(person, arranged, at=OPENED)

    answer = client.post(
        reverse("quizzes:check", args=[session.run.slug, lesson.slug, check["id"]]),
        headers={"HX-Request": "true"},
    )

    still = f"still-{session.activity_key}"
    part = BeautifulSoup(answer.content, "html.parser").find(id=still)
    assert part["hx-swap-oob"] == "true"
    assert "You have passed the knowledge check about it." in part.get_text()


def test_of_a_session_without_a_way_back_the_lesson_says_whom_to_write_to(session, person, client):
    LiveSession.objects.update(recording_counts=False)
    client.force_login(person.learner)

    text = text_of(client.get(lesson_of(person)))

    assert "The live session is over, and it is not noted that you attended it." in text
    assert "Still missing" not in text


def test_without_a_recording_the_page_says_so(session, person, client):
    LiveSession.objects.update(recording_url="", recording_at=None)
    client.force_login(person.learner)
    with time_machine.travel(OPENED, tick=False):
        assert "There is no recording yet." in text_of(client.get(page_of(session)))
        client.post(page_of(session))

    assert not Attendance.objects.exists()


def test_a_personal_link_does_the_same_without_signing_in(arranged, session, person, client):
    token = make_session_link(session, person)
    page = reverse("live:personal-recording", args=[token])
    ours = {"HTTP_ORIGIN": "http://testserver"}
    with time_machine.travel(OPENED, tick=False):
        assert "Open the recording" in text_of(client.get(page))
        client.post(page, {"deed": "open"})
        assert not Attendance.objects.exists(), "a form of another site is not ours"
        client.post(page, {"deed": "open"}, **ours)
        early = client.post(page, {"deed": "watched"}, **ours)
        assert early.status_code == 409
    with time_machine.travel(WATCHED, tick=False):
        done = client.post(page, {"deed": "watched"}, follow=True, **ours)
        assert "You said that you have watched it." in text_of(done)

    pass_check(person, arranged)
    assert facts(person) == ["RECORDING"]


@pytest.fixture
def document(session):
    return MediaDocument.objects.create(
        title="Recording",
        file=ContentFile(b"film", "recording.mp4"),
        collection=session.run.course.provider.lesson_collection,
    )


def test_a_file_of_the_provider_opens_to_the_run_and_its_hosts_alone(session, person, document):
    host, gone = make_learner(), make_enrollment(run=session.run)
    session.run.team.add(host)
    withdraw(enrollment=gone, at=NOW)
    assert not may_read(person.learner, document)

    LiveSession.objects.update(recording_url="", recording_document=document)

    assert may_read(person.learner, document)
    assert may_read(host, document)
    assert not may_read(gone.learner, document)
    assert not may_read(make_enrollment().learner, document)


def test_a_file_of_another_provider_opens_to_nobody(session, person, document, client):
    token = make_session_link(session, person)
    LiveSession.objects.update(recording_url="", recording_document=document)
    MediaDocument.objects.update(collection=make_provider("Another").lesson_collection)
    document.refresh_from_db()

    assert not may_read(person.learner, document)
    file = reverse("live:personal-file", args=[token, "recording"])
    assert client.get(file).status_code == 404


def test_a_personal_link_opens_the_file_while_its_holder_is_in(session, person, document, client):
    token = make_session_link(session, person)
    file = reverse("live:personal-file", args=[token, "recording"])
    assert client.get(file).status_code == 404
    LiveSession.objects.update(recording_url="", recording_document=document)

    response = client.get(file)
    assert b"".join(response.streaming_content) == b"film"
    assert response["Cache-Control"] == "private, no-store"
    page = reverse("live:personal-recording", args=[token])
    with time_machine.travel(OPENED, tick=False):
        client.post(page, HTTP_ORIGIN="http://testserver")
        assert file in client.get(page).content.decode()
    assert client.get(file.replace("recording/", "slides/")).status_code == 404

    withdraw(enrollment=person, at=NOW)
    assert client.get(file).status_code == 410
