"""The waiting list: in order, in the same transaction, with a deadline; nobody jumps the queue."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.models import CourseRun
from learning.actions import (
    EnrollmentClosed,
    NoNeedToWait,
    RunFull,
    enroll,
    enroll_many,
    join_waiting,
    leave_waiting,
    move_to_run,
    move_up_all,
    withdraw,
)
from learning.models import Enrollment, WaitingEnd, WaitingPlace
from learning.receivers import tell_waiting
from learning.schedule import offer_ends
from learning.seats import free_seats
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from users.actions import erase_user
from users.inviting import Newcomer
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = timedelta(hours=1)


@pytest.fixture
def run():
    return make_run(capacity=1)


@pytest.fixture
def inside(run):
    return make_enrollment(run=run)


def wait(run, **fields):
    return join_waiting(learner=make_learner(**fields), run=run, at=NOW)


def fresh(place):
    place.refresh_from_db()
    return place


def has_offer(place, at=NOW):
    return fresh(place).is_offered(at=at)


def mails(template):
    return list(Delivery.objects.filter(template=template).order_by("pk"))


def logged(place):
    entries = ModelLogEntry.objects.for_instance(place).order_by("pk")
    return list(entries.values_list("action", flat=True))


# --- In order ------------------------------------------------------------------------------


def test_who_withdraws_hands_the_seat_to_who_waits_longest(run, inside):
    first, second = wait(run), wait(run)

    withdraw(enrollment=inside, at=NOW)

    assert (has_offer(first), has_offer(second)) == (True, False)
    assert fresh(first).offer_ends_at == NOW + 48 * HOUR
    [mail] = mails("seat_offered")
    assert mail.to_email == first.learner.email
    assert logged(first) == ["learning.join_waiting", "learning.offer_seat"]


def test_a_stranger_gets_no_seat_for_which_others_wait(run, inside):
    place = wait(run)
    withdraw(enrollment=inside, at=NOW)

    with pytest.raises(RunFull, match="waiting list"):
        enroll(learner=make_learner(), run=run, at=NOW)

    assert enroll(learner=place.learner, run=run, at=NOW + HOUR).withdrawn_at is None
    assert fresh(place).end == WaitingEnd.ENROLLED
    assert free_seats(run) == 0


def test_a_stranger_does_not_slip_in_before_the_sweep(run, inside):
    wait(run)
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)

    with pytest.raises(RunFull):
        enroll(learner=make_learner(), run=run, at=NOW)


def test_a_list_of_people_does_not_jump_the_queue(run, inside):
    wait(run)
    withdraw(enrollment=inside, at=NOW)

    [outcome] = enroll_many(
        run=run, people=[Newcomer("new@example.org")], at=NOW, by=make_learner()
    )

    assert outcome == "RUN_FULL"


def test_who_waits_cannot_take_a_seat_before_it_is_offered(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)

    with pytest.raises(RunFull, match="You are on the waiting list"):
        enroll(learner=second.learner, run=run, at=NOW)

    assert has_offer(first)


def test_who_returns_after_withdrawing_goes_to_the_end(run, inside):
    first = wait(run)
    withdraw(enrollment=inside, at=NOW)

    last = join_waiting(learner=inside.learner, run=run, at=NOW)

    leave_waiting(learner=first.learner, run=run, at=NOW)
    assert has_offer(last)


def test_moving_away_hands_the_seat_on_too(run, inside):
    place = wait(run)
    other = make_run(run.course)

    move_to_run(enrollment=inside, run=other, by=make_learner(), reason="Ill", at=NOW)

    assert has_offer(place)


def test_who_is_moved_into_the_run_waits_for_it_no_more(run):
    full = make_run(run.course, capacity=1)
    make_enrollment(run=full)
    enrollment = make_enrollment(run=run)
    place = join_waiting(learner=enrollment.learner, run=full, at=NOW)
    CourseRun.objects.filter(pk=full.pk).update(capacity=None)

    move_to_run(enrollment=enrollment, run=full, by=make_learner(), reason="Ill", at=NOW)

    assert fresh(place).end == WaitingEnd.ENROLLED


# --- In and out ----------------------------------------------------------------------------


def test_joining_twice_is_one_place(run, inside):
    place = wait(run)

    assert join_waiting(learner=place.learner, run=run, at=NOW + HOUR) == place
    assert WaitingPlace.objects.count() == 1


def test_nobody_waits_where_a_seat_is_free(run):
    with pytest.raises(NoNeedToWait, match="A seat is free"):
        wait(run)


def test_nobody_waits_for_a_run_they_are_in(run, inside):
    with pytest.raises(NoNeedToWait, match="You are enrolled"):
        join_waiting(learner=inside.learner, run=run, at=NOW)


def test_nobody_waits_for_a_run_that_has_closed(run, inside):
    CourseRun.objects.filter(pk=run.pk).update(closes_at=NOW - HOUR)

    with pytest.raises(EnrollmentClosed):
        wait(run)


def test_who_leaves_with_an_offer_hands_it_on(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)

    assert leave_waiting(learner=first.learner, run=run, at=NOW)
    assert not leave_waiting(learner=first.learner, run=run, at=NOW)

    assert has_offer(second)
    assert fresh(first).end == WaitingEnd.LEFT


def test_who_was_erased_meanwhile_does_not_join(run, inside):
    learner = make_learner()
    erase_user(user=User.objects.get(pk=learner.pk), at=NOW)

    with pytest.raises(EnrollmentClosed):
        join_waiting(learner=learner, run=run, at=NOW)


# --- The deadline --------------------------------------------------------------------------


def test_an_offer_that_lapsed_moves_on_and_both_are_told(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)
    later = NOW + 48 * HOUR

    move_up_all(at=later - HOUR)
    assert has_offer(first)
    move_up_all(at=later)
    move_up_all(at=later)

    assert fresh(first).end == WaitingEnd.LAPSED
    assert has_offer(second, at=later)
    assert [mail.to_email for mail in mails("seat_lapsed")] == [first.learner.email]
    assert [mail.to_email for mail in mails("seat_offered")] == [
        *(first.learner.email, second.learner.email)
    ]
    assert logged(first)[-1] == "learning.lapse_offer"


def test_nobody_takes_a_seat_after_the_deadline_also_before_the_sweep(run, inside):
    place = wait(run)
    withdraw(enrollment=inside, at=NOW)

    with pytest.raises(RunFull, match="Your seat was kept until"):
        enroll(learner=place.learner, run=run, at=NOW + 48 * HOUR)


def test_a_lapsed_learner_who_joins_again_is_last(run, inside):
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)
    later = NOW + 48 * HOUR
    move_up_all(at=later)

    again = join_waiting(learner=first.learner, run=run, at=later)

    assert again.pk != first.pk
    assert WaitingPlace.objects.ahead_of(again).count() == 0
    assert has_offer(second, at=later)
    assert not has_offer(again, at=later)


@pytest.mark.parametrize(
    ("dates", "hours"),
    [
        ({}, 48),
        ({"starts_at": NOW + 30 * HOUR}, 30),
        ({"starts_at": NOW + 2 * HOUR}, 12),
        ({"closes_at": NOW + 5 * HOUR}, 5),
        ({"starts_at": NOW + 2 * HOUR, "closes_at": NOW + 3 * HOUR}, 3),
        ({"is_always_open": True, "closes_at": NOW + HOUR, "ends_at": NOW + 20 * HOUR}, 20),
    ],
)
def test_a_seat_is_not_kept_past_the_start_nor_the_end_of_enrollment(dates, hours):
    run = CourseRun(**{"starts_at": NOW - HOUR, "ends_at": NOW + 900 * HOUR, **dates})

    assert offer_ends(run, at=NOW) == NOW + hours * HOUR


def test_how_long_a_seat_is_kept_is_a_setting(run, inside, settings):
    settings.LMS_SEAT_OFFER_HOURS = 6
    place = wait(run)

    withdraw(enrollment=inside, at=NOW)

    assert fresh(place).offer_ends_at == NOW + 6 * HOUR


def test_how_long_a_seat_is_kept_may_be_said_of_a_run(run, inside):
    CourseRun.objects.filter(pk=run.pk).update(offer_hours=5)
    place = wait(run)

    withdraw(enrollment=inside, at=NOW)

    assert fresh(place).offer_ends_at == NOW + 5 * HOUR


# --- What frees a seat without an action ---------------------------------------------------


def test_more_seats_are_offered_to_as_many_by_the_sweep(run, inside):
    places = [wait(run) for _ in range(3)]
    CourseRun.objects.filter(pk=run.pk).update(capacity=3)

    move_up_all(at=NOW)

    assert [has_offer(place) for place in places] == [True, True, False]


def test_a_run_without_a_limit_any_more_offers_a_seat_to_all(run, inside):
    places = [wait(run) for _ in range(3)]
    CourseRun.objects.filter(pk=run.pk).update(capacity=None)

    move_up_all(at=NOW)

    assert all(has_offer(place) for place in places)


def test_fewer_seats_take_no_offer_back_and_make_no_new_one(run, inside):
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)
    other = make_enrollment(run=run)
    first, second = wait(run), wait(run)
    withdraw(enrollment=inside, at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)

    withdraw(enrollment=other, at=NOW)

    assert (has_offer(first), has_offer(second)) == (True, False)
    assert enroll(learner=first.learner, run=run, at=NOW)


def test_an_erased_learners_seat_is_offered_by_the_sweep(run, inside):
    place = wait(run)

    erase_user(user=inside.learner, at=NOW)
    move_up_all(at=NOW)

    assert has_offer(place)


def test_an_erased_learner_waits_no_more_and_leaves_no_name(run, inside):
    first, second = wait(run, name="Nadia Karim"), wait(run)
    withdraw(enrollment=inside, at=NOW)

    erase_user(user=User.objects.get(pk=first.learner_id), at=NOW)
    move_up_all(at=NOW)

    assert fresh(first).end == WaitingEnd.LEFT
    assert has_offer(second)
    assert not Delivery.objects.filter(to_name="Nadia Karim").exists()


def test_nothing_is_offered_while_enrollment_is_closed(run, inside):
    place = wait(run)
    CourseRun.objects.filter(pk=run.pk).update(closes_at=NOW - HOUR)

    withdraw(enrollment=inside, at=NOW)

    assert not has_offer(place)
    assert not mails("seat_offered")


def test_what_waiting_says_of_a_person_is_in_their_export(run, inside):
    place = wait(run)

    name, [row] = tell_waiting(None, user=place.learner)

    assert (name, row["run"], row["end"]) == ("waiting_places", run.slug, "")


# --- Mails ---------------------------------------------------------------------------------


def test_the_offer_says_until_when_in_the_learners_zone_and_leads_to_it(run, inside):
    wait(run, name="Sari <b>", language="id", time_zone="Asia/Jakarta")
    withdraw(enrollment=inside, at=NOW)

    message = render_message(mails("seat_offered")[0])

    html = message.alternatives[0][0]
    address = f"/id/learn/{run.slug}/seats/waiting/"
    assert "(Jakarta)" in message.body
    assert address in message.body
    assert address in html
    assert "Sari &lt;b&gt;" in html


def test_the_lapse_leads_back_to_the_list(run, inside):
    wait(run)
    withdraw(enrollment=inside, at=NOW)
    move_up_all(at=NOW + 48 * HOUR)

    message = render_message(mails("seat_lapsed")[0])

    assert f"/en/learn/{run.slug}/seats/waiting/" in message.body


# --- Pages ---------------------------------------------------------------------------------


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
