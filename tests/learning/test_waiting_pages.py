"""Pages of a full run lead onto the waiting list, say one's place, and hand over the seat."""

import pytest
from django.urls import reverse

from learning.actions import withdraw
from learning.models import Enrollment, WaitingEnd, WaitingPlace
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from users.models import User

from .waiting_lists import fresh, has_offer, wait

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def visit(client, now):
    def visit(learner, run, name="waiting"):
        client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
        return client.get(reverse(f"learning:{name}", args=[run.slug]))

    return visit


def test_the_page_of_a_full_run_leads_onto_the_list_and_says_ones_place(run, inside, visit, client):
    wait(run)
    learner = make_learner()
    assert "Join the waiting list" in visit(learner, run, "enroll").content.decode()

    address = reverse("learning:waiting", args=[run.slug])
    for _click in range(2):
        answer = client.post(address, {"deed": "join"}, follow=True)

    assert "2 of 2" in answer.content.decode()
    assert WaitingPlace.objects.filter(learner=learner).count() == 1
    assert visit(learner, run, "enroll").url == address


def test_the_offer_is_taken_by_its_button(run, inside, visit, client):
    place = wait(run, time_zone="Asia/Dhaka")
    withdraw(enrollment=inside, at=NOW)

    text = visit(place.learner, run).content.decode()
    client.post(reverse("learning:enroll", args=[run.slug]))

    assert "(Dhaka)" in text
    assert reverse("learning:enroll", args=[run.slug]) in text
    assert Enrollment.objects.active().get(learner=place.learner).run == run
    assert visit(place.learner, run).url == reverse("learning:resume", args=[run.slug])


def test_reading_the_page_takes_and_leaves_nothing(run, inside, visit):
    place = wait(run)
    withdraw(enrollment=inside, at=NOW)

    visit(place.learner, run)

    assert has_offer(place)


def test_leaving_leads_to_the_course(run, inside, visit, client):
    place = wait(run)
    visit(place.learner, run)

    answer = client.post(reverse("learning:waiting", args=[run.slug]), {"deed": "leave"})

    assert answer.url == reverse("learning:course", args=[run.slug])
    assert fresh(place).end == WaitingEnd.LEFT


def test_a_refusal_to_join_is_said_in_words(run, visit, client):
    visit(make_learner(), run)

    answer = client.post(reverse("learning:waiting", args=[run.slug]), {"deed": "join"})

    assert answer.status_code == 409
    assert "A seat is free" in answer.content.decode()


def test_the_page_of_a_run_with_free_seats_leads_to_enroll(run, visit):
    assert visit(make_learner(), run).url == reverse("learning:enroll", args=[run.slug])


def test_the_course_page_says_to_who_waits_where_they_stand(run, inside, visit):
    place = wait(run)

    assert "number 1 on the waiting list" in visit(place.learner, run, "my-seat").content.decode()


def test_the_public_page_of_a_full_course_leads_to_the_list(client, now):
    """The page itself is kept and the same for all: how full a run is comes as a fragment."""
    run = make_run(capacity=1)
    make_enrollment(run=run)

    text = client.get(reverse("learning:seats", args=[run.slug])).content.decode()

    assert "Course is full" in text
    assert reverse("learning:waiting", args=[run.slug]) in text


def test_the_overview_says_how_many_wait(run, inside, client):
    wait(run)
    wait(run)
    client.force_login(User.objects.create_superuser("admin@example.org", "a-long-password"))

    text = client.get(reverse("studio:course-overview", args=[run.course_id])).content.decode()

    assert "<dt>On the waiting list</dt><dd>2</dd>" in text
