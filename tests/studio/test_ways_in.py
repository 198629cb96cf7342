"""Applications are answered and codes made in the CMS."""

import pytest
import time_machine
from django.urls import reverse

from courses.models import EnrollmentMode
from learning.actions import apply_for_seat
from learning.models import Application, Enrollment, InvitationCode
from mail.models import Delivery
from tests.courses.test_cms import run_data
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner

from .test_run_page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run():
    return make_run(
        make_course(lessons=(1,)),
        enrollment_mode=EnrollmentMode.APPROVAL,
        questions=["Why?"],
        time_zone="Asia/Dhaka",
    )


@pytest.fixture
def author(run, client):
    person = make_learner(name="The author", is_staff=True)
    person.groups.add(run.course.provider.author_group)
    client.force_login(person)
    return person


def ask(run, name):
    return apply_for_seat(
        learner=make_learner(name=name), run=run, answers=[f"{name} says <b>why</b>"], at=NOW
    )


def post(client, run, name, **values):
    return client.post(reverse(f"studio:{name}", args=[run.pk]), values)


def test_many_are_accepted_at_once_and_others_stay(run, author, client):
    first, second, third = (ask(run, name) for name in ("Asha", "Bela", "Chen"))
    page = client.get(reverse("studio:run-applications", args=[run.pk]))
    assert "Asha says &lt;b&gt;why" in page.content.decode()
    assert "3 people ask for a seat" in text_of(client.get(reverse("studio:run", args=[run.pk])))

    post(client, run, "run-applications", chosen=[first.pk, third.pk], deed="accept")

    assert Enrollment.objects.filter(run=run).count() == 2
    assert list(Application.objects.pending()) == [second]


def test_whoever_is_refused_reads_why(run, author, client):
    asked = ask(run, "Asha")

    post(client, run, "run-applications", chosen=[asked.pk], deed="refuse", reason="Next year.")

    mail = Delivery.objects.get(template="application_decided")
    assert mail.context["reason"] == "Next year."


def test_nobody_chosen_is_said(run, author, client):
    ask(run, "Asha")

    response = post(client, run, "run-applications", deed="accept")

    assert response.status_code == 422
    assert "Choose whom you answer." in text_of(response)


def test_an_application_to_another_run_is_not_answered_here(run, author, client):
    other = make_run(enrollment_mode=EnrollmentMode.APPROVAL, questions=["Why?"])
    asked = ask(other, "Asha")

    response = post(client, run, "run-applications", chosen=[asked.pk], deed="accept")

    assert response.status_code == 422
    assert not Enrollment.objects.exists()


def test_a_code_is_made_until_the_end_of_a_day_there_and_revoked(run, author, client):
    post(client, run, "run-codes", deed="make", uses="30", until="2027-01-31")

    code = InvitationCode.objects.get()
    assert (code.uses_allowed, code.expires_at.isoformat()) == (30, "2027-01-31T18:00:00+00:00")
    assert code.code in text_of(client.get(reverse("studio:run-codes", args=[run.pk])))

    for _ in range(2):
        post(client, run, "run-codes", deed="revoke", code=code.pk)
    code.refresh_from_db()
    assert code.revoked_at == NOW


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"uses": "0"}, "One at least."),
        ({"uses": "many"}, "Write a number"),
        ({"until": "2026-01-31"}, "This day has passed."),
        ({"until": "soon"}, "Write the day as in"),
    ],
)
def test_a_code_that_cannot_be_is_refused_beside_its_field(run, author, client, values, says):
    response = post(client, run, "run-codes", deed="make", **values)

    assert response.status_code == 422
    assert says in text_of(response)
    assert not InvitationCode.objects.exists()


def test_who_may_enroll_and_the_questions_are_set_in_the_form(run, author, client):
    data = run_data(run, enrollment_mode="APPROVAL", questions="Why?\n\n Which city? ")

    client.post(reverse("runs:edit", args=[run.pk]), data)

    run.refresh_from_db()
    assert run.questions == ["Why?", "Which city?"]
    many = client.post(
        reverse("runs:edit", args=[run.pk]), run_data(run, questions="\n".join("abcdef"))
    )
    assert many.context["form"].errors["questions"]


@pytest.mark.parametrize("name", ["run-applications", "run-codes"])
def test_an_author_of_another_provider_finds_nothing(run, client, name):
    other = make_learner(is_staff=True)
    other.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(other)

    assert client.get(reverse(f"studio:{name}", args=[run.pk])).status_code == 404
    assert post(client, run, name, deed="make").status_code == 404
