"""What counts for one learner: excused, recorded by hand, taken back, answered anew."""

import pytest

from learning.actions import withdraw
from learning.models import ActivityResult, Enrollment
from quizzes.models import Attempt
from studio.people.deeds import Deed
from tests.factories.courses import NOW, make_run
from tests.factories.learning import do_lesson, lessons_of, progress_of
from tests.factories.quizzes import answer, check_of, lesson_with_check, make_checked_enrollment
from users.actions import erase_user

from .one_path import actions_of, deed_url, do, first_key, page, said, sign_in
from .one_path import author as author
from .one_path import clock as clock
from .one_path import enrollment as enrollment

pytestmark = pytest.mark.django_db


def test_excusing_a_lesson_asks_it_no_more_and_is_taken_back(enrollment, author, client):
    key = first_key(enrollment)

    response = do(client, enrollment, Deed.EXCUSE, lesson=key)

    assert response.url == page(enrollment)
    assert [step.pair for step in progress_of(enrollment).excused] == [(key, "")]

    do(client, enrollment, Deed.TAKE_BACK, lesson=key)

    assert len(progress_of(enrollment).missing) == 3
    fact = ActivityResult.objects.get()
    assert (fact.voided_by, fact.void_reason) == (author, "Ill for weeks")


def test_taking_back_leaves_what_the_learner_did(enrollment, author, client):
    lesson = lessons_of(enrollment)[0]
    do(client, enrollment, Deed.BY_HAND, lesson=lesson.key)
    do_lesson(enrollment, lesson)

    do(client, enrollment, Deed.TAKE_BACK, lesson=lesson.key)

    assert progress_of(enrollment).done_pairs == {(lesson.key, "")}


def test_completing_by_hand_says_first_that_it_cannot_be_undone(enrollment, author, client):
    text = client.get(deed_url(enrollment, Deed.COMPLETE)).content.decode()

    assert "3 things that are missing count as done" in text
    assert "The completion cannot be undone." in text
    assert Enrollment.objects.get(pk=enrollment.pk).completed_at is None

    do(client, enrollment, Deed.COMPLETE)

    assert Enrollment.objects.get(pk=enrollment.pk).completed_at == NOW


def test_resetting_attempts_opens_the_check(client):
    enrollment = make_checked_enrollment(attempts_allowed=1)
    sign_in(client, enrollment.run.course.provider.author_group)
    answer(enrollment, right=0)
    keys = {"lesson": lesson_with_check(enrollment).key, "activity": check_of(enrollment).key}

    do(client, enrollment, Deed.RESET, seen=1, **keys)

    assert Attempt.objects.valid().count() == 0
    assert answer(enrollment).is_passed


def test_an_attempt_that_was_handed_in_meanwhile_is_not_reset(client):
    enrollment = make_checked_enrollment()
    sign_in(client, enrollment.run.course.provider.author_group)
    answer(enrollment, right=0)
    answer(enrollment)
    keys = {"lesson": lesson_with_check(enrollment).key, "activity": check_of(enrollment).key}

    do(client, enrollment, Deed.RESET, seen=1, **keys)

    assert Attempt.objects.valid().count() == 2
    assert "answered once more in the meantime" in said(client, enrollment)[0]


def test_nothing_counts_by_hand_for_a_closed_account(enrollment, author, client):
    erase_user(user=enrollment.learner, at=NOW)

    text = client.get(deed_url(enrollment, Deed.COMPLETE)).content.decode()
    do(client, enrollment, Deed.COMPLETE)

    assert "This account is closed." in text
    assert Enrollment.objects.get(pk=enrollment.pk).completed_at is None


@pytest.mark.parametrize("deed", [Deed.EXCUSE, Deed.BY_HAND, Deed.COMPLETE, Deed.UNENROLL])
def test_a_second_click_changes_nothing_and_says_so(enrollment, author, client, deed):
    values = {"lesson": first_key(enrollment)}
    do(client, enrollment, deed, **values)
    before = actions_of(enrollment)
    facts = list(ActivityResult.objects.values_list("pk", "voided_at"))

    do(client, enrollment, deed, **values)

    assert actions_of(enrollment) == before
    assert list(ActivityResult.objects.values_list("pk", "voided_at")) == facts
    assert said(client, enrollment)[-1].startswith(("Nothing was changed", "You have completed"))


@pytest.mark.parametrize("deed", [Deed.TAKE_BACK, Deed.RESET, Deed.ENROLL_AGAIN])
def test_what_was_undone_once_is_not_undone_twice(client, deed):
    enrollment = make_checked_enrollment()
    sign_in(client, enrollment.run.course.provider.author_group)
    lesson = lesson_with_check(enrollment)
    answer(enrollment, right=0)
    values = {"lesson": lesson.key, "activity": check_of(enrollment).key, "seen": 1}
    if deed == Deed.TAKE_BACK:
        do(client, enrollment, Deed.EXCUSE, **values)
    if deed == Deed.ENROLL_AGAIN:
        do(client, enrollment, Deed.UNENROLL)
    do(client, enrollment, deed, **values)
    before = actions_of(enrollment)

    do(client, enrollment, deed, **values)

    assert actions_of(enrollment) == before
    assert said(client, enrollment)[-1].startswith("Nothing was changed")


@pytest.mark.parametrize("deed", Deed)
def test_without_a_reason_nothing_happens_and_what_was_chosen_is_kept(
    enrollment, author, client, deed
):
    other = make_run(enrollment.run.course, title="Second run")
    key = first_key(enrollment)
    before = actions_of(enrollment)
    values = {"reason": " ", "lesson": key, "run": other.pk, "seen": enrollment.run_id}

    response = do(client, enrollment, deed, **values)
    if deed == Deed.RESET:
        assert response.status_code == 404
        return

    assert actions_of(enrollment) == before
    assert response.status_code == 422
    if deed in (Deed.EXCUSE, Deed.MOVE):
        text = response.content.decode()
        assert "Say why: the history keeps the reason." in text
        assert f'value="{key if deed == Deed.EXCUSE else other.pk}"' in text
        assert 'aria-invalid="true"' in text


@pytest.mark.parametrize("lesson", ["", "no-key", "0" * 32, "'; --"])
@pytest.mark.parametrize("deed", [Deed.EXCUSE, Deed.BY_HAND, Deed.TAKE_BACK, Deed.RESET])
def test_a_lesson_that_is_not_theirs_is_not_found(enrollment, author, client, deed, lesson):
    assert client.get(deed_url(enrollment, deed), {"lesson": lesson}).status_code == 404
    assert do(client, enrollment, deed, lesson=lesson, activity="x").status_code == 404


def test_whoever_has_no_seat_is_excused_from_nothing(enrollment, author, client):
    withdraw(enrollment=enrollment, at=NOW)

    do(client, enrollment, Deed.EXCUSE, lesson=first_key(enrollment))

    assert not ActivityResult.objects.exists()
    assert "has no seat" in said(client, enrollment)[-1]
