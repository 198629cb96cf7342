"""One learner's whole path, and what can be done for them."""

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.rights import ensure_staff_rights
from learning.actions import complete_by_hand, enroll, withdraw
from learning.models import ActivityResult, Enrollment
from mail.actions import queue_delivery
from mail.models import Delivery
from quizzes.models import Attempt
from studio.people.deeds import Deed
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import (
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
    progress_of,
)
from tests.factories.quizzes import answer, check_of, lesson_with_check, make_checked_enrollment
from users.actions import erase_user
from users.roles import REVIEWER, SECRETARIAT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrollment():
    """Somebody at the beginning of a course of three lessons, the last with a check."""
    run = make_run(make_course(lessons=(2, 1), checks=False))
    return make_enrollment(run=run, learner=make_learner(name="Ayu Lestari"))


@pytest.fixture
def author(enrollment, client):
    return sign_in(client, enrollment.run.course.provider.author_group)


def sign_in(client, group):
    person = make_learner(name="The author")
    person.groups.add(group)
    client.force_login(person)
    return person


def page(enrollment):
    return reverse("studio:learner", args=[enrollment.pk])


def deed_url(enrollment, deed):
    return reverse("studio:learner-deed", args=[enrollment.pk, deed])


def read(client, enrollment):
    return client.get(page(enrollment)).content.decode()


def do(client, enrollment, deed, **values):
    return client.post(deed_url(enrollment, deed), {"reason": "Ill for weeks", **values})


def said(client, enrollment):
    """What the page says after a deed."""
    return [str(message) for message in client.get(page(enrollment)).context["messages"]]


def first_key(enrollment):
    return lessons_of(enrollment)[0].key


def actions_of(enrollment):
    return list(
        ModelLogEntry.objects.for_instance(enrollment)
        .order_by("pk")
        .values_list("action", flat=True)
    )


@pytest.mark.both_databases
def test_the_path_says_what_is_done_why_and_by_whom(enrollment, author, client):
    first, second, third = lessons_of(enrollment)
    do_lesson(enrollment, first)
    complete_by_hand(
        enrollment=enrollment,
        by=author,
        reason="Shown in person",
        at=NOW,
        activities=[(second.key, "")],
    )

    text = read(client, enrollment)

    assert "2 of 3 things that count are done." in text
    assert "Lesson read, 20 Jan 2027, 18:00" in text
    assert "Completed by hand, 20 Jan 2027, 18:00, The author" in text
    assert "“Shown in person”" in text
    assert third.title in text
    assert "Still to do" in text


def test_attempts_are_shown_with_what_became_of_them(client):
    enrollment = make_checked_enrollment()
    sign_in(client, enrollment.run.course.provider.author_group)
    answer(enrollment, right=1)
    answer(enrollment)

    text = read(client, enrollment)

    assert "Attempt 1: 33 %, 80 % are needed" in text
    assert "Attempt 2: 100 %, 80 % are needed" in text


@pytest.mark.both_databases
def test_mails_about_it_are_shown_and_nothing_of_secret_or_other_ones(enrollment, author, client):
    learner = enrollment.learner
    enroll(learner=learner, run=make_run(title="Another run"), at=NOW)
    secret = {"language": "en", "to_email": learner.email, "user": learner}
    queue_delivery(
        key=f"enrollment:{enrollment.pk}:9",
        template="enrollment_invitation",
        is_secret=True,
        context={"link": "https://example.org/secret-link", "name": "Ayu"},
        **secret,
    )
    queue_delivery(key="newsletter:1", template="", **secret)

    text = read(client, enrollment)

    assert f"you are enrolled in “{enrollment.run.course.title}”" in text
    assert "Nobody but its reader sees the text." in text
    assert "secret-link" not in text
    assert Delivery.objects.filter(user=learner).count() == 4
    assert text.count('<div class="people-text"') == 1


@pytest.mark.both_databases
def test_the_log_says_who_changed_what(enrollment, author, client):
    do(client, enrollment, Deed.EXCUSE, lesson=first_key(enrollment))

    text = read(client, enrollment)

    assert "Recorded a result by hand: Ill for weeks" in text
    assert "Lesson 1.1, Excused" in text
    assert "<bdi>The author</bdi>" in text
    assert "<bdi>The learner</bdi>" in text


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


def test_nothing_counts_by_hand_for_a_closed_account(enrollment, author, client):
    erase_user(user=enrollment.learner, at=NOW)

    text = client.get(deed_url(enrollment, Deed.COMPLETE)).content.decode()
    do(client, enrollment, Deed.COMPLETE)

    assert "This account is closed." in text
    assert Enrollment.objects.get(pk=enrollment.pk).completed_at is None


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


def test_an_unknown_deed_is_not_found(enrollment, author, client):
    assert do(client, enrollment, "delete").status_code == 404


def test_asking_changes_nothing(enrollment, author, client):
    before = actions_of(enrollment)

    for deed in Deed:
        client.get(deed_url(enrollment, deed), {"lesson": first_key(enrollment)})

    assert actions_of(enrollment) == before


def test_whoever_completed_is_not_unenrolled(enrollment, author, client):
    finish(enrollment)

    do(client, enrollment, Deed.UNENROLL)

    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at is None


def test_whoever_has_no_seat_is_excused_from_nothing(enrollment, author, client):
    withdraw(enrollment=enrollment, at=NOW)

    do(client, enrollment, Deed.EXCUSE, lesson=first_key(enrollment))

    assert not ActivityResult.objects.exists()
    assert "has no seat" in said(client, enrollment)[-1]


@pytest.mark.both_databases
def test_of_whoever_was_erased_the_path_stays_and_neither_name_nor_reasons(
    enrollment, author, client
):
    do(client, enrollment, Deed.EXCUSE, lesson=first_key(enrollment))
    do(client, enrollment, Deed.TAKE_BACK, lesson=first_key(enrollment))
    do(client, enrollment, Deed.UNENROLL)
    erase_user(user=enrollment.learner, at=NOW)

    text = read(client, enrollment)

    assert "A closed account" in text
    assert "Unenrolled by the course team" in text
    assert "Ill for weeks" not in text
    assert "Ayu" not in text
    assert "erased" not in text
    assert "Enroll again" not in text


def test_the_name_is_escaped_stands_in_no_address_and_nothing_is_cached(enrollment, author, client):
    enrollment.learner.name = "<i>Ayu</i>"
    enrollment.learner.save()

    for url in (page(enrollment), deed_url(enrollment, Deed.UNENROLL)):
        response = client.get(url)
        assert "&lt;i&gt;Ayu&lt;/i&gt;" in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_another_provider_a_reviewer_and_a_learner_get_nothing(enrollment, client):
    ensure_staff_rights()
    reviewers = Group.objects.get(name=REVIEWER)
    for group in (make_provider().author_group, reviewers, None):
        person = make_learner()
        if group is not None:
            person.groups.add(group)
        client.force_login(person)
        assert client.get(page(enrollment)).status_code in (302, 403, 404)
        for deed in Deed:
            response = do(client, enrollment, deed, lesson=first_key(enrollment))
            assert response.status_code in (302, 403, 404)
            assert response.get("Location", "") != page(enrollment)
    assert not ActivityResult.objects.exists()
    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at is None


def test_the_secretariat_may_help_everywhere(enrollment, client):
    ensure_staff_rights()
    sign_in(client, Group.objects.get(name=SECRETARIAT))

    assert do(client, enrollment, Deed.UNENROLL).url == page(enrollment)
    assert Enrollment.objects.get(pk=enrollment.pk).withdrawn_at == NOW
