"""A country changes its clock, or its zone is gone: sessions keep the hour of their host."""

import shutil
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from live.clocks import follow_clocks
from live.mails import SESSION_MOVED
from live.models import LiveSession
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
START = datetime(2027, 1, 25, 4, 0, tzinfo=UTC)  # 09:00 in Almaty


@pytest.fixture
def session():
    run = make_run(make_course(lessons=(1,)), time_zone="Asia/Almaty")
    return make_session(run, starts_at=START)


@pytest.fixture
def asha(session):
    person = make_learner(name="Asha", time_zone="Asia/Kathmandu")
    return make_enrollment(run=session.run, learner=person)


@pytest.fixture
def almaty_as_tokyo(tmp_path):
    """tzdata in which Almaty has the clock of Tokyo; all other zones stay."""
    (tmp_path / "Asia").mkdir()
    tokyo = resources.files("tzdata.zoneinfo.Asia").joinpath("Tokyo")
    with resources.as_file(tokyo) as path:
        shutil.copy(path, tmp_path / "Asia" / "Almaty")

    def change():
        zoneinfo.reset_tzpath(to=[str(tmp_path)])
        ZoneInfo.clear_cache()

    yield change
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()


def test_the_session_keeps_the_hour_of_its_host_and_everybody_hears_once(
    session, asha, almaty_as_tokyo
):
    assert follow_clocks(at=NOW) == 0

    almaty_as_tokyo()
    assert [follow_clocks(at=NOW), follow_clocks(at=NOW)] == [1, 0]

    session.refresh_from_db()
    assert session.starts_at == START - timedelta(hours=4)
    assert (session.planned_for, session.sequence) == ("2027-01-25T09:00", 1)
    body = render_message(Delivery.objects.get(template=SESSION_MOVED)).body
    assert "25 January 2027, 05:45 – 07:15 (Kathmandu); 09:00 (Almaty)" in body
    assert "The clock in Almaty was changed by its country." in body
    assert "Before:" not in body


def test_what_is_over_or_cancelled_stays(session, asha, almaty_as_tokyo):
    make_session(session.run, starts_at=NOW - timedelta(days=1))
    LiveSession.objects.filter(pk=session.pk).update(cancelled_at=NOW, cancel_reason="Illness")
    almaty_as_tokyo()

    assert follow_clocks(at=NOW) == 0


def test_a_zone_that_is_none_any_more_moves_nothing(session, asha):
    LiveSession.objects.update(time_zone="Europe/Atlantis")

    assert follow_clocks(at=NOW) == 0
    assert LiveSession.objects.get().starts_at == START


def test_an_hour_that_the_new_clock_leaves_out_becomes_the_first_after_it(session, asha):
    LiveSession.objects.update(
        time_zone="America/New_York",
        planned_for="2027-03-14T02:30",
        starts_at=datetime(2027, 3, 14, 6, 0, tzinfo=UTC),
    )

    assert [follow_clocks(at=NOW), follow_clocks(at=NOW)] == [1, 0]

    row = LiveSession.objects.get()
    assert (row.planned_for, row.starts_at) == (
        "2027-03-14T03:30",
        datetime(2027, 3, 14, 7, 30, tzinfo=UTC),
    )


def test_the_second_of_an_hour_that_comes_twice_is_no_change(session):
    LiveSession.objects.update(
        time_zone="America/New_York",
        planned_for="2027-11-07T01:30",
        fold=1,
        starts_at=datetime(2027, 11, 7, 6, 30, tzinfo=UTC),
    )

    assert follow_clocks(at=NOW) == 0


def test_one_that_cannot_be_read_does_not_stop_the_others(session, asha, almaty_as_tokyo):
    broken = make_session(session.run, starts_at=START - timedelta(days=1))
    LiveSession.objects.filter(pk=broken.pk).update(planned_for="tomorrow")
    almaty_as_tokyo()

    assert follow_clocks(at=NOW) == 1
