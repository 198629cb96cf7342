"""One learner's whole path, and who may see it."""

import pytest
from django.contrib.auth.models import Group

from courses.rights import ensure_staff_rights
from learning.actions import complete_by_hand, enroll
from learning.models import ActivityResult, Enrollment
from mail.actions import queue_delivery
from mail.models import Delivery
from studio.people.deeds import Deed
from tests.factories.courses import NOW, make_provider, make_run
from tests.factories.learning import do_lesson, lessons_of, make_learner
from tests.factories.quizzes import answer, make_checked_enrollment
from users.actions import erase_user
from users.roles import REVIEWER, SECRETARIAT

from .one_path import actions_of, deed_url, do, first_key, page, read, sign_in
from .one_path import author as author
from .one_path import clock as clock
from .one_path import enrollment as enrollment

pytestmark = pytest.mark.django_db


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


def test_an_unknown_deed_is_not_found(enrollment, author, client):
    assert do(client, enrollment, "delete").status_code == 404


def test_asking_changes_nothing(enrollment, author, client):
    before = actions_of(enrollment)

    for deed in Deed:
        client.get(deed_url(enrollment, deed), {"lesson": first_key(enrollment)})

    assert actions_of(enrollment) == before


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
