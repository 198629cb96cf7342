"""The seat of one learner: given back, taken again, and moved to another run."""

import pytest

from learning.actions import withdraw
from learning.models import Enrollment
from studio.people.deeds import Deed
from tests.factories.courses import NOW, make_run
from tests.factories.learning import do_lesson, finish, lessons_of, make_enrollment, progress_of

from .one_path import author as author
from .one_path import clock as clock
from .one_path import deed_url, do, read, said
from .one_path import enrollment as enrollment

pytestmark = pytest.mark.django_db


@pytest.mark.both_databases
def test_unenrolling_frees_the_seat_and_enrolling_again_brings_everything_back(
    enrollment, author, client
):
    do_lesson(enrollment, lessons_of(enrollment)[0])

    do(client, enrollment, Deed.UNENROLL)

    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at == NOW
    assert "Unenrolled by the course team: Ill for weeks" in read(client, enrollment)

    do(client, enrollment, Deed.ENROLL_AGAIN)

    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at is None
    assert progress_of(enrollment).done_count == 1


def test_whoever_left_by_themselves_is_not_brought_back(enrollment, author, client):
    withdraw(enrollment=enrollment, at=NOW)

    text = client.get(deed_url(enrollment, Deed.ENROLL_AGAIN)).content.decode()
    do(client, enrollment, Deed.ENROLL_AGAIN)

    assert "Only they can come back." in text
    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at == NOW


def test_enrolling_again_into_a_full_run_says_so(enrollment, author, client):
    do(client, enrollment, Deed.UNENROLL)
    run = enrollment.run
    make_enrollment(run=run)
    run.capacity = 1
    run.save()

    do(client, enrollment, Deed.ENROLL_AGAIN)

    assert "All seats are taken" in said(client, enrollment)[-1]
    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at == NOW


@pytest.mark.both_databases
def test_moving_to_another_run_takes_everything_along(enrollment, author, client):
    other = make_run(enrollment.run.course, title="Second run")
    do_lesson(enrollment, lessons_of(enrollment)[0])
    origin = enrollment.run_id

    do(client, enrollment, Deed.MOVE, seen=origin, run=other.pk)

    assert Enrollment.objects.get(pk=enrollment.pk).run == other
    assert progress_of(enrollment).done_count == 1

    do(client, enrollment, Deed.MOVE, seen=other.pk, run=origin)

    assert Enrollment.objects.get(pk=enrollment.pk).run_id == origin


@pytest.mark.parametrize("is_archived", [False, True])
def test_nobody_is_moved_into_another_course_or_an_archived_run(
    enrollment, author, client, is_archived
):
    other = make_run(enrollment.run.course if is_archived else None)
    if is_archived:
        other.archived_at = NOW
        other.save()
    make_run(enrollment.run.course, title="Another one to choose")

    response = do(client, enrollment, Deed.MOVE, seen=enrollment.run_id, run=other.pk)

    assert response.status_code == 422
    assert Enrollment.objects.get(pk=enrollment.pk).run_id == enrollment.run_id


def test_a_page_that_lay_open_moves_nobody_a_second_time(enrollment, author, client):
    course = enrollment.run.course
    second, third = make_run(course, title="Second"), make_run(course, title="Third")
    origin = enrollment.run_id
    do(client, enrollment, Deed.MOVE, seen=origin, run=second.pk)

    do(client, enrollment, Deed.MOVE, seen=origin, run=third.pk)

    assert Enrollment.objects.get(pk=enrollment.pk).run == second
    assert "was moved to “Second” in the meantime" in said(client, enrollment)[-1]


def test_whoever_completed_is_not_unenrolled(enrollment, author, client):
    finish(enrollment)

    do(client, enrollment, Deed.UNENROLL)

    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at is None
