"""People read the dates of a webinar's run and of its session: the session leads."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.models import CourseRun
from live.actions import set_webinar_dates
from live.webinars.dates import read_led_dates
from live.webinars.reading import read_webinar
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.live.pages import text_of
from tests.live.signing_up import make_webinar

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)
BEGINS, ENDS = NOW + 2 * DAY, NOW + 2 * DAY + timedelta(minutes=90)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    """Its session begins in two days."""
    return make_webinar(time_zone="Asia/Seoul")


def with_dates(run, **dates):
    CourseRun.objects.filter(pk=run.pk).update(**dates)
    return CourseRun.objects.select_related("course__provider").get(pk=run.pk)


@pytest.mark.parametrize(
    ("dates", "wanted"),
    [
        ({"starts_at": BEGINS, "ends_at": None}, {}),
        ({"starts_at": BEGINS, "ends_at": ENDS}, {}),
        ({"starts_at": BEGINS, "ends_at": None, "closes_at": BEGINS}, {}),
        ({"starts_at": None, "ends_at": None}, {"starts_at": BEGINS}),
        ({"starts_at": NOW, "ends_at": NOW + 9 * DAY}, {"starts_at": BEGINS}),
        (
            {"starts_at": NOW, "ends_at": NOW + DAY},
            {"starts_at": BEGINS, "ends_at": BEGINS + DAY},
        ),
        (
            {"starts_at": None, "ends_at": NOW + DAY},
            {"starts_at": BEGINS, "ends_at": None},
        ),
        (
            {"starts_at": BEGINS, "ends_at": None, "closes_at": NOW + 9 * DAY},
            {"closes_at": None},
        ),
    ],
)
def test_what_the_session_asks_for(run, dates, wanted):
    led = read_led_dates(with_dates(run, **dates))

    assert led.wanted == wanted
    assert len(led.said) == len(wanted)


def test_nothing_leads_a_run_without_a_session_with_several_or_that_is_off(run):
    make_session(run, title="Another evening", starts_at=NOW + 9 * DAY)
    assert read_led_dates(run) is None
    run.sessions.update(cancelled_at=NOW, cancel_reason="Nobody can come.")
    assert read_led_dates(run) is None
    assert read_led_dates(make_run()) is None


def test_one_press_sets_the_run_by_its_session_and_a_second_changes_nothing(run):
    with_dates(run, starts_at=NOW, ends_at=NOW + DAY, closes_at=NOW + 9 * DAY)
    host = make_learner()

    assert [set_webinar_dates(run=run, by=host, at=NOW) for _twice in range(2)] == [True, False]

    run.refresh_from_db()
    assert (run.starts_at, run.ends_at, run.closes_at) == (BEGINS, BEGINS + DAY, None)


def test_without_a_close_of_its_own_sign_up_ends_with_the_session_until_there_is_a_recording(run):
    run = with_dates(run, starts_at=BEGINS, ends_at=None, closes_at=None)

    assert read_webinar(run, at=ENDS - timedelta(minutes=1)).refusal == ""
    assert "over. Once there is a recording" in read_webinar(run, at=ENDS).refusal
    run.sessions.update(recording_url="https://video.example.org/1", recording_at=ENDS)
    assert read_webinar(run, at=ENDS + DAY).refusal == ""


def test_the_pages_of_the_run_say_what_disagrees_and_set_it_right(run, client):
    run = with_dates(run, starts_at=NOW, ends_at=None)
    make_enrollment(run=run)
    host = make_learner(is_staff=True)
    host.groups.add(run.course.provider.author_group)
    client.force_login(host)
    pages = [reverse(f"studio:{name}", args=[run.pk]) for name in ("run", "run-sessions")]
    words = "The run starts on 20 January 2027, 18:00 (Seoul), its session on 22 January 2027"
    for page in pages:
        assert words in text_of(client.get(page))

    said = text_of(client.post(reverse("studio:webinar-dates", args=[run.pk]), follow=True))

    assert "The dates of the run are those of its session now." in said
    assert "Nobody has told them" not in said
    for page in pages:
        assert "People read both" not in text_of(client.get(page))


def test_whoever_hosts_without_editing_the_run_reads_it_and_sets_nothing(run, client):
    run = with_dates(run, starts_at=NOW, ends_at=None)
    person = make_learner(is_staff=True)
    person.groups.add(make_run().course.provider.author_group)
    run.team.add(person)
    client.force_login(person)

    page = text_of(client.get(reverse("studio:run-sessions", args=[run.pk])))
    refused = client.post(reverse("studio:webinar-dates", args=[run.pk]))

    assert "Whoever may edit the run can set it right." in page
    assert refused.status_code == 404
