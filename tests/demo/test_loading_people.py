"""Who is in the demo network, where each stands, and what each may see."""

import unicodedata

import pytest
import time_machine
from wagtail.models import Comment

from courses.models import CoursePage, MediaDocument
from demo.loading import load_everything, walk_last_step
from demo.network import PASSWORD, read_network
from feedback.models import Response
from learning.models import ActivityResult, Application, Enrollment, ResultKind, WaitingPlace
from quizzes.models import Attempt
from users.models import GuestLink, User

from .sample import NOW, enrollment, run


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_again_does_not_enroll_whoever_withdrew(network):
    before = enrollment("arunee", "first").withdrawn_at

    load_everything(at=NOW)

    assert enrollment("arunee", "first").withdrawn_at == before is not None


@pytest.mark.django_db
def test_learners_stand_at_every_stage(network):
    assert enrollment("bolormaa", "second").percent == 0
    assert enrollment("learner", "tourism").percent == 42
    assert enrollment("lin", "tourism").completed_at is not None
    assert enrollment("walker", "tourism").completed_at is None
    assert enrollment("sione", "tourism").withdrawn_at is not None
    assert enrollment("suman", "second").percent < 100
    assert not Enrollment.objects.filter(learner__email="newcomer@example.org").exists()


@pytest.mark.django_db
def test_what_learners_did_lies_in_the_past_and_within_their_run(network):
    for each in Enrollment.objects.select_related("run").prefetch_related("results"):
        moments = [each.enrolled_at, *(result.recorded_at for result in each.results.all())]

        assert moments == sorted(moments)
        assert max(moments) <= NOW
        assert each.run.ends_at is None or max(moments) <= each.run.ends_at


@pytest.mark.django_db
def test_the_last_step_completes_the_prepared_learner_once(network):
    walk_last_step(at=NOW)
    first = enrollment("walker", "tourism")

    walk_last_step(at=NOW.replace(hour=5))
    second = enrollment("walker", "tourism")

    assert first.completed_at == second.completed_at == NOW
    assert first.percent == 100


@pytest.mark.django_db
def test_every_sample_account_signs_in_with_the_printed_password(network):
    for _, email, password in network.sign_ins():
        user = User.objects.get(email=email)

        assert password == PASSWORD
        assert user.check_password(password)
        assert user.emailaddress_set.filter(verified=True, primary=True).exists()


@pytest.mark.django_db
def test_every_check_that_counts_was_answered_and_whoever_failed_may_try_again(network):
    passed = Attempt.objects.filter(is_passed=True)
    results = ActivityResult.objects.filter(kind=ResultKind.CHECK)
    pairs = ("enrollment", "lesson_key", "activity_key")

    assert set(passed.values_list(*pairs)) == set(results.values_list(*pairs))
    assert passed.count() > 10
    failed = Attempt.objects.filter(is_passed=False)
    assert {attempt.enrollment for attempt in failed} == {
        enrollment("aisha", "tourism"),
        enrollment("suman", "second"),
    }


def test_names_are_written_in_ten_scripts():
    found = set()
    for person in read_network().learners:
        for character in person.name:
            if character.isalpha():
                found.add(unicodedata.name(character).split()[0])

    assert found >= {
        "LATIN",
        "HANGUL",
        "CJK",
        "HIRAGANA",
        "BENGALI",
        "DEVANAGARI",
        "SINHALA",
        "TAMIL",
        "THAI",
        "ARABIC",
    }


def test_every_address_belongs_to_example_org():
    people = [*read_network().staff, *read_network().learners]

    assert all(person.email.endswith("@example.org") for person in people)
    assert len({person.email for person in people}) == len(people)


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_a_learner_winds_the_film_and_a_stranger_does_not_find_it(network, client):
    film = MediaDocument.objects.get(title__endswith=".mp4")
    assert client.get(film.url).status_code == 404
    client.force_login(enrollment("learner", "second").learner)

    response = client.get(film.url, headers={"Range": "bytes=100-199"})

    assert response.status_code == 206
    assert response["Content-Range"].startswith("bytes 100-199/")
    assert response["Cache-Control"].startswith("private")
    assert client.get(f"/documents/{film.pk}/{film.filename}", follow=True).status_code == 200


@pytest.mark.django_db
def test_whoever_completed_writes_in_every_script_of_the_network(network):
    completed = set(Enrollment.objects.completed().values_list("learner__email", flat=True))
    walker = {"walker@example.org"}  # completes when the worker is up
    scripts = {person.script for person in network.learners if person.email in completed | walker}

    assert scripts >= {person.script for person in network.learners} - {"Latin", "Cyrillic"}


@pytest.mark.slow
@pytest.mark.django_db
def test_every_staff_account_opens_the_cms_and_no_learner_does(network, client):
    for person in network.staff:
        client.force_login(User.objects.get(email=person.email))

        assert client.get("/cms/").status_code == 200, person.role

    client.force_login(User.objects.get(email="learner@example.org"))

    assert client.get("/cms/").status_code != 200


@pytest.mark.django_db
def test_a_newcomer_finds_a_queue_an_application_answers_and_what_was_said_of_a_draft(network):
    waiting = WaitingPlace.objects.open().filter(run=run("small"))
    asked = Application.objects.pending().filter(run=run("asked"))
    assert [place.learner.name for place in waiting] == ["عائشہ صدیقی", "Sione Taufa"]
    assert all(len(each.answers) == 2 for each in asked)
    assert asked.count() == 2

    answered = Response.objects.filter(enrollment__run=run("tourism"))
    assert answered.values("enrollment").distinct().count() >= 5  # else nothing is shown
    assert GuestLink.objects.get().email == "expert@example.org"
    course = CoursePage.objects.get(slug="urban-safety-inclusive-spaces")
    comments = Comment.objects.filter(page__path__startswith=course.path)
    assert {comment.user.name for comment in comments} == {"Reviewer (sample)", "Expert (sample)"}
