"""Live sessions of the demo: when they are, who came to them and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from core.moments import wall_time, zone_of
from courses.actions import choose_part_runs
from courses.models import CourseRun
from courses.outline import CHECK, SESSION
from demo.course_files import stable_id
from demo.network import CourseEntry, LearnerEntry, Network, RunEntry, SessionEntry
from learning.models import Enrollment
from learning.refreshing import refresh_stale
from live.actions import join, plan_session, settle
from live.models import Attendance, LiveSession, Source
from live.terms import outline_of_run
from users.models import User

from .checks import answer_check

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Nobody meets anybody in the demo: a page of its own says so.
MEETING = "/demo/meeting/"
# How somebody came, in the words of the file.
JOIN, CODE, LIST, REPORT, RECORDING = "join", "code", "list", "report", "recording"


def ensure_sessions(network: Network, runs: Mapping[str, CourseRun], *, at: datetime) -> None:
    """The sessions of each run. Those that are there stay as they are."""
    there = set(LiveSession.objects.values_list("made_with", flat=True))
    for course in network.courses:
        for entry in course.runs:
            run = runs[entry.key]
            for session in entry.sessions:
                token = UUID(stable_id("session", run.slug, session.lesson))
                if token not in there:
                    _plan(course, run, session, token, at)


def ensure_parts(
    network: Network, runs: Mapping[str, CourseRun], *, by: User, at: datetime
) -> None:
    """Which run of each course belongs to a run of a programme; once chosen it stays."""
    for entry in _entries(network):
        run = runs[entry.key]
        if entry.parts and not run.parts.exists():
            chosen = {stable_id(course): runs[key].pk for course, key in entry.parts.items()}
            choose_part_runs(run=run, chosen=chosen, by=by, at=at)


def join_teams(network: Network, runs: Mapping[str, CourseRun], made: Mapping[str, User]) -> None:
    """Whoever is new on the staff joins the teams in which the file names them."""
    for entry in _entries(network):
        runs[entry.key].team.add(*(made[email] for email in entry.team if email in made))


def attend(
    network: Network, runs: Mapping[str, CourseRun], made: Mapping[str, User], *, at: datetime
) -> None:
    """Whoever was made now came to sessions that were held, and completes what that completes."""
    for entry in _entries(network):
        people = [
            each for each in network.learners if each.email in made and entry.key in each.came
        ]
        if people:
            _hold(runs[entry.key], entry, people, at)


def _entries(network: Network) -> Iterable[RunEntry]:
    return (entry for course in network.courses for entry in course.runs)


def _plan(
    course: CourseEntry, run: CourseRun, entry: SessionEntry, token: UUID, at: datetime
) -> None:
    lesson_key = stable_id(course.key, entry.lesson)
    activity_key = next(
        activity.key
        for lesson, activity in outline_of_run(run).activities()
        if lesson.key == lesson_key and activity.kind == SESSION
    )
    day = at.astimezone(zone_of(run.time_zone)).date() + entry.day * DAY
    planned_for = f"{day}T{entry.hour}"
    starts_at = wall_time(planned_for, run.time_zone).at
    if starts_at is None:
        raise ValueError(f"The clock of {run.time_zone} leaves {planned_for} out.")
    values = {
        "lesson_key": lesson_key,
        "activity_key": activity_key,
        "series_key": UUID(stable_id("series", run.slug)),
        "starts_at": starts_at,
        "planned_for": planned_for,
        "time_zone": run.time_zone,
        "minutes": entry.minutes,
        "join_url": settings.LMS_SITE_URL + MEETING,
    }
    if entry.has_recording:
        values |= {
            "recording_url": settings.LMS_SITE_URL + MEETING,
            "recording_minutes": entry.minutes,
            "recording_at": starts_at + DAY,
        }
    plan_session(run=run, values=values, token=token, by=None, at=min(at, starts_at - 30 * DAY))


def _hold(run: CourseRun, entry: RunEntry, people: list[LearnerEntry], at: datetime) -> None:
    """One after the other, as the tasks would: who came, then those who watched the recording."""
    emails = [person.email for person in people]
    rows = Enrollment.objects.filter(run=run, learner__email__in=emails).select_related("learner")
    enrollments = {row.learner.email: row for row in rows}
    deeds = []
    held = run.sessions.filter(starts_at__lt=at).order_by("starts_at")
    for place, session in enumerate(held):
        came = [(enrollments[each.email], each.came[entry.key][place]) for each in people]
        deeds.append((session.ends_at, session, [each for each in came if each[1] != RECORDING]))
        watched = [each for each in came if each[1] == RECORDING]
        deeds.append((session.ends_at + 3 * DAY, session, watched))
    for moment, session, came in sorted(deeds, key=lambda deed: deed[0]):
        for enrollment, how in came:
            _come(session, enrollment, how)
        if came:
            settle(session=session, at=moment + MINUTE)
            refresh_stale(at=moment + MINUTE)


def _come(session: LiveSession, enrollment: Enrollment, how: str) -> None:
    """The host's list and the report of the meeting say minutes; the first, all of them."""
    if how == JOIN:
        at = session.starts_at + enrollment.pk % 5 * MINUTE
        join(session=session, enrollment_id=enrollment.pk, at=at)
    elif how == RECORDING:
        _watch(session, enrollment)
    elif how:
        minutes = {LIST: session.minutes, REPORT: session.minutes - 7}.get(how)
        Attendance.objects.create(
            session=session,
            enrollment=enrollment,
            source=Source[how.upper()],
            at=session.ends_at if minutes else session.starts_at + 40 * MINUTE,
            minutes=minutes,
        )


def _watch(session: LiveSession, enrollment: Enrollment) -> None:
    """The recording, two days later; then the check about it."""
    opened_at = session.ends_at + 2 * DAY
    watched_at = opened_at + session.minutes * MINUTE
    Attendance.objects.create(
        session=session,
        enrollment=enrollment,
        source=Source.RECORDING,
        opened_at=opened_at,
        at=watched_at,
    )
    for lesson, activity in outline_of_run(session.run).activities():
        if lesson.key == str(session.lesson_key) and activity.kind == CHECK:
            answer_check(enrollment, lesson, activity, is_right=True, at=watched_at + 5 * MINUTE)
