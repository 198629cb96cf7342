"""A run with more sessions than a page reads well with."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from courses.session_rows import nearest
from courses.sessions_door import SessionFace
from live.models import LiveSession
from tests.factories.courses import NOW, course_page
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.live.arranging import run_with_session
from tests.live.pages import text_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def face(day):
    begins = NOW + day * DAY
    return SessionFace(
        key=uuid4(),
        run_id=1,
        lesson_key="",
        activity_key="",
        title=f"Day {day}",
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        time_zone="Asia/Seoul",
        place="LINK",
        room="",
        is_cancelled=False,
    )


@pytest.mark.parametrize(
    ("days", "first", "count"),
    [
        (range(-4, 8), -4, 12),
        (range(-40, 40), 0, 12),
        (range(-40, 3), 0, 3),
        (range(-40, -1), -13, 12),
    ],
)
def test_a_public_page_shows_the_nearest_of_many(days, first, count):
    found = nearest([face(day) for day in days], at=NOW)

    assert (found[0].title, len(found)) == (f"Day {first}", count)


@pytest.fixture
def run():
    """Its sessions: thirty that are over, forty to come."""
    run, block = run_with_session()
    first = make_session(run, block=block, title="Day 0.", starts_at=NOW)
    rows = []
    for day in (*range(-30, 0), *range(1, 40)):
        row = copy(first)
        row.pk, row.key, row.title, row.made_with = None, uuid4(), f"Day {day}.", None
        row.starts_at, row.lesson_key, row.activity_key = NOW + day * DAY, None, ""
        rows.append(row)
    LiveSession.objects.bulk_create(rows)
    return run


@pytest.mark.django_db
def test_a_learner_turns_pages_from_what_comes_to_what_is_over(run, client):
    enrollment = make_enrollment(run=run, learner=make_learner(time_zone="Asia/Seoul"))
    client.force_login(enrollment.learner)
    address = reverse("live:run-sessions", args=[run.slug])

    first, second, last = (text_of(client.get(address, {"page": n})) for n in ("1", "2", "99"))

    assert "Day 29." in first
    assert "Over" not in first
    assert second.index("Day 39.") < second.index("Over") < second.index("Day -1.")
    assert "Day -30." in last
    assert "Still to come" not in last


@pytest.mark.django_db
def test_the_course_page_folds_all_of_them_below_the_nearest(run, client):
    page = text_of(client.get(course_page(run.course).url))

    assert page.index("Day 11.") < page.index("All 70 sessions") < page.index("Day -30.")
