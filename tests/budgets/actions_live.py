"""How many queries the actions of live sessions and webinars may cost: see `actions.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from courses.models import CourseRun
from learning.models import Enrollment
from live.actions import (
    ask_to_take_part,
    cancel_session,
    change_following,
    change_session,
    confirm_sign_up,
    end_session,
    give_code,
    give_link,
    import_report,
    list_attendance,
    make_code,
    mark_watched,
    open_recording,
    publish_material,
    run_late,
    send_link_again,
    set_webinar_dates,
    settle,
)
from live.hours import days_later, hour_of
from live.mails import SESSION_MATERIAL
from live.models import LiveSession, Source
from live.terms import checks_about_recording
from notifications.actions import choose
from notifications.models import Way
from tests.factories.courses import NOW, check_block
from tests.factories.learning import do_activity, lessons_of, make_enrollment, make_learner
from tests.factories.live import (
    make_attendance,
    make_report,
    make_session,
    make_session_link,
    make_sign_up,
    session_block,
)
from tests.live.arranging import announce, run_with_session

from .actions import Run, post
from .world import World

LANGUAGES = ("id", "ko", "en")


def people_in(run: CourseRun, count: int) -> list[Enrollment]:
    """So many, the first of whom reads another language than that of the course."""
    return [
        make_enrollment(run=run, learner=make_learner(language=LANGUAGES[number % len(LANGUAGES)]))
        for number in range(count)
    ]


def session_with(world: World, **fields: Any) -> tuple[LiveSession, list[Enrollment]]:
    """A session tomorrow that counts for an activity, with as many people as the world has."""
    run, block = run_with_session()
    return make_session(run, block=block, **fields), people_in(run, world.size)


def tells(world: World, act: Callable[[], int]) -> Run:
    """Everybody hears of it: as many people as the world has."""

    def run() -> None:
        assert act() == world.size

    return run


def next_day(session: LiveSession) -> dict[str, Any]:
    return days_later(hour_of(session), 1).fields()


def joins(world: World) -> Run:
    session = make_session(world.run, starts_at=NOW)
    return post(world, "live:join", world.run.slug, session.key)


def joins_by_mail(world: World) -> Run:
    session = make_session(world.run, starts_at=NOW)
    address = reverse("live:personal-join", args=[make_session_link(session, world.enrollment)])
    return lambda: Client().post(address, headers={"origin": "http://testserver"})


def moves(world: World) -> Run:
    session, _people = session_with(world)
    values, by = next_day(session), world.author
    return tells(
        world,
        lambda: change_session(session=session, values=values, sequence=0, by=by, at=NOW)[1],
    )


def moves_a_series(world: World) -> Run:
    """Three that the course announces, a week apart."""
    blocks = [session_block(title=f"Meeting {number}") for number in (1, 2, 3)]
    run, _block = run_with_session()
    announce(run.course, *blocks)
    series_key = uuid4()
    sessions = [
        make_session(
            run, block=block, series_key=series_key, starts_at=NOW + timedelta(days=1 + 7 * number)
        )
        for number, block in enumerate(blocks)
    ]
    people_in(run, world.size)
    values = next_day(sessions[0])
    return tells(
        world,
        lambda: change_following(
            session=sessions[0], values=values, sequence=0, by=world.author, at=NOW
        )[1],
    )


def cancels(world: World, *, drops: bool) -> Run:
    session, _people = session_with(world)
    return tells(
        world,
        lambda: cancel_session(session=session, reason="Ill", drops=drops, by=world.author, at=NOW),
    )


def publishes(world: World) -> Run:
    """For people who want a mail about it."""
    session, people = session_with(world)
    for each in people:
        choose(user=each.learner, ways={SESSION_MATERIAL: Way.MAIL})
    values = {"recording_url": "https://videos.example.org/1", "slides_url": "https://example.org"}
    return tells(
        world,
        lambda: publish_material(
            session=session, values=values, sequence=0, by=world.author, at=session.ends_at
        )[1],
    )


def lists(world: World) -> Run:
    session, people = session_with(world)
    on_it = make_enrollment(run=session.run)
    make_attendance(session, on_it, Source.LIST)
    came = {each.pk: None for each in people}
    return lambda: list_attendance(
        session=session, came=came, not_came=[on_it.pk], by=world.author, at=session.starts_at
    )


def makes_a_code(world: World) -> Run:
    session, _people = session_with(world)
    return lambda: make_code(session=session, shown="", by=world.author, at=session.starts_at)


def gives_a_link(world: World) -> Run:
    session, _people = session_with(world, join_url="")
    link = "https://meet.example.org/new"
    return lambda: give_link(session=session, link=link, by=world.author, at=session.starts_at)


def gives_a_code(world: World) -> Run:
    session, people = session_with(world, code="ABCDEF")
    return lambda: give_code(
        session=session, enrollment_id=people[0].pk, typed="abc def", at=session.ends_at
    )


def runs_late(world: World) -> Run:
    session, _people = session_with(world)
    return tells(
        world, lambda: run_late(session=session, minutes=20, by=world.author, at=session.starts_at)
    )


def ends(world: World) -> Run:
    session, people = session_with(world)
    for each in people:
        make_attendance(session, each, Source.LIST)
    return lambda: end_session(
        session=session, minutes=60, shown=90, by=world.author, at=session.ends_at
    )


def watches(world: World) -> Run:
    """With the check passed before, in a lesson that lies in memory; all others watched it too."""
    block = session_block(recording_counts=True)
    check = check_block(is_about_recording=True, is_required=False)
    run, _block = run_with_session(block)
    announce(run.course, block, check)
    url = "https://videos.example.org/1"
    session = make_session(run, block=block, recording_url=url, recording_at=NOW)
    at = session.ends_at + timedelta(hours=2)
    people = people_in(run, world.size)
    for each in people:
        open_recording(session=session, enrollment_id=each.pk, at=session.ends_at)
    for each in people[1:]:
        mark_watched(session=session, enrollment=each, at=at)
    lesson = lessons_of(people[0])[0]
    known = next(each for each in lesson.activities if each.key == check["id"])
    do_activity(people[0], lesson, known)
    mine = LiveSession.objects.select_related("run__course").get(pk=session.pk)
    checks_about_recording(mine.run, lesson.key)
    return lambda: mark_watched(session=mine, enrollment=people[0], at=at)


def imports(world: World) -> Run:
    """Everybody in the run, and a guest whom nobody knows; it says more than the one before."""
    session, people = session_with(world)
    before = make_enrollment(run=session.run)
    make_attendance(session, before, Source.REPORT, minutes=10)
    emails = [each.learner.email for each in [*people, before]]
    report = make_report(session, world.author, *emails, "guest@example.org")
    return lambda: import_report(report=report, chosen={}, by=world.author, at=session.ends_at)


def settles(world: World) -> Run:
    """A session that is over, and that everybody in the run attended."""
    run, block = run_with_session()
    session = make_session(run, block=block)
    for _ in range(world.size):
        make_attendance(session, make_enrollment(run=run))
    return lambda: settle(session=session, at=session.ends_at)


def sets_webinar_dates(world: World) -> Run:
    """Its run starts with its session from now on."""
    CourseRun.objects.filter(pk=world.webinar.pk).update(starts_at=NOW)
    run = CourseRun.objects.get(pk=world.webinar.pk)
    return lambda: set_webinar_dates(run=run, by=world.author, at=NOW)


def asks_for_a_webinar(world: World) -> Run:
    values = {"name": "Ayu", "email": "ayu@example.org", "city_name": "Dhaka", "time_zone": "UTC"}
    run = world.webinar
    return lambda: ask_to_take_part(run=run, values=values, language="en", source="page", at=NOW)


def confirms_a_webinar(world: World) -> Run:
    sign_up = make_sign_up(world.webinar)
    return lambda: confirm_sign_up(
        sign_up=sign_up, policies=(), certificate={"name": "Ayu", "latin": ""}, at=NOW
    )


def asks_for_the_link(world: World) -> Run:
    person = make_enrollment(run=world.webinar).learner
    return lambda: send_link_again(run=world.webinar, email=person.email, at=NOW)


LIVE_ACTIONS: dict[str, tuple[int, Callable[[World], Run]]] = {
    # session, user, enrollment with run and course, the session; the row, whether the session was
    # moved meanwhile, an atomic block
    "join a session": (8, joins),
    # the mail with its reader and their links, the session with its run; the row, whether the
    # session was moved meanwhile, an atomic block
    "join by the link of a mail": (6, joins_by_mail),
    # the locked session with its run, course and provider; who came to the old time, the row; the
    # log with kind and user; the course's titles, who is in the run, what waits of older versions;
    # whom of them it is news to, what the lesson calls the session, the notices, the mails; two
    # atomic blocks
    "move a session": (17, moves),
    # the locked run, the first session, those that follow; of each of the three what is written, as
    # above (five); the course's titles, their places in the series, what the lesson calls them; who
    # is in the run, what waits, and what of it is about several; of each session whom it is news
    # to, the notices, an atomic block; one mail about all; an atomic block
    "move a session and two that follow": (39, moves_a_series),
    # the locked run, the session as above; the row, the log's three; the course's titles, who is in
    # the run, what waits; whom it is news to, what the lesson calls it, the notices, the mails; two
    # atomic blocks
    "cancel a session": (17, lambda world: cancels(world, drops=False)),
    # the same; of the action that changes the run the locked run, its row, what the CMS keeps of
    # references (the run, a row, an atomic block), the course, the log's three, percentages to be
    # counted anew, who waits, an atomic block
    "cancel a session for good": (31, lambda world: cancels(world, drops=True)),
    # as a session that is moved, without who came and what waits; who hears of it in which way
    "publish a recording and slides": (16, publishes),
    # the locked session, who is listed, who of the others is in the run; who came, who did not;
    # the log's three; that it is to be settled, an atomic block
    "list who came": (11, lists),
    # the locked session, the code, the log's three, an atomic block
    "make a code": (7, makes_a_code),
    # the locked session with run, course and provider; the row; the log's three; two atomic blocks
    "give the link": (7, gives_a_link),
    # the row, the session once more; at the end that it is to be settled; an atomic block
    "give a code": (5, gives_a_code),
    # the locked session as above, the delay, the log's three; what waits of a lesser delay, who is
    # in the run, the course's titles; whom it is news to, the notices, what the lesson calls it,
    # the mails; two atomic blocks
    "start late": (16, runs_late),
    # the locked session, its length, who was listed for all of it; the log's three; that it is to
    # be settled, an atomic block
    "say how long it was": (9, ends),
    # the locked enrollment, what proves that they came, that they watched it; whether a check
    # was passed; once more the enrollment with its outline, what was done in the lesson, the fact,
    # the percent to be counted anew, that they have started; two atomic blocks
    "watch a recording": (13, watches),
    # the locked report, the locked session; who is in the run, their addresses, accounts of others
    # (two), what earlier reports say; who is new, who stayed longer (two); the report; the log's
    # three; that it is to be settled, an atomic block
    "import a report": (17, imports),
    # the locked session, its proofs, who has the fact; the locked enrollments; once more with their
    # outline, what was done in the lesson, of each course what is live; the facts, the percentages;
    # that they have started; when it was settled; two atomic blocks
    "settle a session": (16, settles),
    # the locked run with its course, its sessions; the run locked once more, the row, the log's
    # three; what the change of a run asks: who waits for a seat, what of the course is kept, its
    # sessions; atomic blocks
    "set the dates of a webinar": (17, sets_webinar_dates),
    # the locked row, the new one; the sessions; who has the address; what was mailed, the count,
    # the titles, the mail's two; atomic blocks
    "ask to take part in a webinar": (18, asks_for_a_webinar),
    # the locked run with its course; who has the address, locked; the run with its provider, the
    # locked row; the account with its address, its password, what is proved, two consents, the
    # city, the printed name with its log; "enroll"; the sessions, titles and the mail's two; atomic
    # blocks
    "confirm a sign-up": (59, confirms_a_webinar),
    # who has the address, locked; their enrollment; the sessions; what was mailed, the titles, the
    # mail's two; three atomic blocks
    "send the link again": (14, asks_for_the_link),
}
