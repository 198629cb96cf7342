"""The report of a meeting is counted: it adds people and minutes, and takes nothing away."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from wagtail.models import ModelLogEntry

from learning.actions import withdraw
from learning.models import ActivityResult, ResultKind
from live.actions import (
    NotImported,
    forget_reports,
    import_report,
    load_report,
    map_report,
    settle_due,
)
from live.models import Attendance, AttendanceReport, LiveSession, Source
from live.reported import has_open_question, read_reported, sheet_of
from live.reports.columns import EMAIL, JOINED, LEFT, MINUTES, NAME
from live.reports.reading import read_report
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_attendance, make_session
from users.actions import erase_user

from .arranging import run_with_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SAMPLES = Path(__file__).parent / "reports"
AFTER = NOW + timedelta(days=1, hours=3)


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block)


@pytest.fixture
def host():
    return make_learner(name="The host")


def person(session, name, email=""):
    learner = make_learner(name=name, **({"email": email} if email else {}))
    return make_enrollment(run=session.run, learner=learner)


def load(session, host, content, at=AFTER, name="report.csv"):
    return load_report(
        session=session,
        sheet=read_report(content),
        digest=hashlib.sha256(content).hexdigest(),
        file_name=name,
        by=host,
        at=at,
    )


def sample(name):
    return (SAMPLES / f"{name}.csv").read_bytes()


def counted(session):
    rows = Attendance.objects.filter(session=session, source=Source.REPORT)
    return {row.enrollment.learner.name: row.minutes for row in rows.select_related()}


def count(report, host, at=AFTER, **chosen):
    picked = chosen.get("chosen", {})
    return import_report(report=report, chosen=picked, by=host, at=at)


def test_it_is_counted_after_it_was_confirmed_and_facts_follow(
    session, host, django_capture_on_commit_callbacks
):
    rina = person(session, "Rina Kusuma", "rina@example.org")
    person(session, "Ada Okafor")
    report, is_new = load(session, host, sample("zoom"))
    assert is_new
    assert not Attendance.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        done = count(report, host)

    assert (done.added, done.raised) == (2, 0)
    assert counted(session) == {"Rina Kusuma": 85, "Ada Okafor": 22}
    settle_due(at=AFTER)
    fact = ActivityResult.objects.get(kind=ResultKind.SESSION)
    assert (fact.enrollment, fact.detail["by"]) == (rina, "REPORT")


def test_counting_twice_changes_nothing_and_the_log_says_it_once(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    report, _is_new = load(session, host, sample("zoom"))
    count(report, host)
    before = list(Attendance.objects.values_list())
    settled = LiveSession.objects.get(pk=session.pk)

    done = count(report, host, at=AFTER + timedelta(hours=1))

    assert (done.added, done.raised) == (0, 0)
    assert list(Attendance.objects.values_list()) == before
    assert LiveSession.objects.get(pk=session.pk).evidence_at == settled.evidence_at
    entry = ModelLogEntry.objects.get(action="live.import_report")
    assert entry.user == host
    assert "rina" not in f"{entry.data} {entry.label}".lower()


def test_the_same_file_is_one_report_and_another_session_has_its_own(session, host):
    first, _ = load(session, host, sample("zoom"))
    again, is_new = load(session, make_learner(), sample("zoom"), name="copy.csv")
    other, _ = load(make_session(session.run), host, sample("zoom"))

    assert again == first != other
    assert not is_new


def test_a_report_that_says_more_raises_and_one_that_says_less_takes_nothing(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    shorter = b"Name,Email,Minutes\nRina,rina@example.org,30\n"
    longer = b"Name,Email,Minutes\nRina,rina@example.org,70\n"
    for content in (shorter, longer, shorter.replace(b"30", b"10")):
        count(load(session, host, content)[0], host)

    assert counted(session) == {"Rina Kusuma": 70}


def test_other_proof_stays_and_nobody_was_there_longer_than_the_session(session, host):
    rina = person(session, "Rina Kusuma", "rina@example.org")
    make_attendance(session, rina)
    count(load(session, host, b"Name,Email,Minutes\nRina,rina@example.org,400\n")[0], host)

    assert counted(session) == {"Rina Kusuma": 90}
    assert set(rina.attendances.values_list("source", flat=True)) == {"JOIN", "REPORT"}


def test_another_confirmed_address_finds_somebody_and_one_that_is_claimed_finds_nobody(
    session, host
):
    rina, ada = person(session, "Rina Kusuma"), person(session, "Ada Okafor")
    EmailAddress.objects.create(user=rina.learner, email="Rina@work.example.org", verified=True)
    EmailAddress.objects.create(user=ada.learner, email="boss@example.org", verified=False)
    content = b"Name,Email,Minutes\nR,rina@work.example.org,80\nB,boss@example.org,80\n"

    count(load(session, host, content)[0], host)

    assert counted(session) == {"Rina Kusuma": 80}


def test_who_the_host_chooses_is_counted_and_remembered(session, host):
    first, second = person(session, "Jisoo Kim"), person(session, "Kim Jisoo")
    report, _ = load(session, host, sample("two_kims"))
    assert count(report, host).added == 0
    lines = [each.guest.lines[0].number for each in read(report, session).matching.unmatched]

    done = count(report, host, chosen=dict(zip(lines, (first.pk, second.pk), strict=True)))

    assert done.added == 2
    assert counted(session) == {"Jisoo Kim": 58, "Kim Jisoo": 40}
    report.refresh_from_db()
    assert not read(report, session).matching.unmatched
    assert count(report, host).added == 0


def test_whom_the_host_chooses_outside_the_run_is_nobody(session, host):
    other = make_enrollment()
    report, _ = load(session, host, sample("two_kims"))

    assert count(report, host, chosen={2: other.pk}).added == 0
    report.refresh_from_db()
    assert report.columns["chosen"] == {}


def test_who_withdrew_or_was_never_in_the_run_is_not_counted(session, host):
    gone = person(session, "Rina Kusuma", "rina@example.org")
    withdraw(enrollment=gone, at=NOW)
    make_learner(email="ada@example.org")
    content = sample("zoom") + b"Ada,ada@example.org,,,80,No,Y\n"
    report, _ = load(session, host, content)

    assert count(report, host).added == 0
    why = {each.guest.email: each.why.value for each in read(report, session).matching.unmatched}
    assert why["rina@example.org"] == why["ada@example.org"] == "NOT_IN_RUN"


def read(report, session):
    return read_reported(report, session)


def test_columns_in_another_language_are_told_by_the_host(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    report, _ = load(session, host, sample("teams_german"))
    assert has_open_question(report, sheet_of(report))

    places = {NAME: 0, JOINED: 1, LEFT: 2, MINUTES: 3, EMAIL: 4}
    map_report(report=report, places=places, unit=60, is_whole=False)

    report.refresh_from_db()
    assert not has_open_question(report, sheet_of(report))
    count(report, host)
    assert counted(session) == {"Rina Kusuma": 72}


def test_a_report_without_times_asks_whether_everybody_stayed(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    report, _ = load(session, host, b"Name,Email\nRina,rina@example.org\n")
    assert has_open_question(report, sheet_of(report))
    assert count(report, host).added == 0

    map_report(report=report, places={NAME: 0, EMAIL: 1}, unit=60, is_whole=True)
    report.refresh_from_db()
    assert not has_open_question(report, sheet_of(report))
    count(report, host)
    assert counted(session) == {"Rina Kusuma": 90}


def test_bare_numbers_that_may_be_seconds_are_asked_about(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    report, _ = load(session, host, b"Name,Email,Duration\nRina,rina@example.org,4800\n")
    assert has_open_question(report, sheet_of(report))

    map_report(report=report, places={NAME: 0, EMAIL: 1, MINUTES: 2}, unit=1, is_whole=False)
    report.refresh_from_db()
    count(report, host)
    assert counted(session) == {"Rina Kusuma": 80}


def test_before_the_session_and_for_a_cancelled_one_nothing_is_read(session, host):
    with pytest.raises(NotImported, match="not begun"):
        load(session, host, sample("zoom"), at=NOW)

    report, _ = load(session, host, sample("zoom"))
    LiveSession.objects.filter(pk=session.pk).update(cancelled_at=NOW, cancel_reason="The host")
    for deed in (lambda: load(session, host, sample("meet")), lambda: count(report, host)):
        with pytest.raises(NotImported, match="cancelled"):
            deed()


def test_lines_are_wiped_after_thirty_days_and_attendance_stays(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    report, _ = load(session, host, sample("zoom"))
    count(report, host)
    days = timedelta(days=30)

    assert forget_reports(at=AFTER + days - timedelta(seconds=1)) == 0
    assert forget_reports(at=AFTER + days) == 1
    assert forget_reports(at=AFTER + days) == 0

    report.refresh_from_db()
    assert (report.rows, report.columns, report.file_name) == ([], {}, "")
    assert counted(session) == {"Rina Kusuma": 85}
    with pytest.raises(NotImported, match="30 days"):
        count(report, host)


def test_a_file_whose_lines_were_wiped_can_be_loaded_again(session, host):
    person(session, "Rina Kusuma", "rina@example.org")
    report, _ = load(session, host, sample("zoom"))
    count(report, host)
    forget_reports(at=AFTER + timedelta(days=31))

    again, is_new = load(session, host, sample("zoom"), at=AFTER + timedelta(days=32))

    assert (again.pk, is_new) == (report.pk, False)
    assert count(again, host, at=AFTER + timedelta(days=32)).added == 0


def test_who_is_erased_stands_in_no_line_and_the_others_are_still_found(session, host):
    rina = person(session, "Rina Kusuma", "rina@example.org")
    person(session, "Ada Okafor")
    okafor = b"Ada (Guest),,,,80,Yes,Y\n"
    report, _ = load(session, host, sample("zoom") + okafor)
    erase_user(user=rina.learner, at=AFTER)

    report.refresh_from_db()
    assert "rina" not in str(report.rows).lower()
    count(report, host)
    assert counted(session) == {"Ada Okafor": 22}


def test_a_name_with_an_aside_is_erased_too(session, host):
    rina = person(session, "Rina Kusuma")
    content = b"First name,Last name,Duration\nRina,Kusuma,30 min\n"
    first, _ = load(session, host, content)
    second, _ = load(session, host, b'Name,Minutes\n"Kusuma, Rina (Guest)",30\n')

    erase_user(user=rina.learner, at=AFTER)

    for report in AttendanceReport.objects.filter(pk__in=[first.pk, second.pk]):
        assert "kusuma" not in str(report.rows).lower()


def test_what_it_costs_does_not_grow_with_its_lines(session, host, django_assert_max_num_queries):
    lines = [b"Name,Email,Minutes"]
    for number in range(40):
        each = person(session, f"Person {number}")
        lines.append(f"P,{each.learner.email},{number + 1}".encode())
    report, _ = load(session, host, b"\n".join(lines))

    # report, session; people with addresses, others, standing; insert, rows, update; report, log
    # (three), three savepoints
    with django_assert_max_num_queries(18):
        assert count(report, host).added == 40
