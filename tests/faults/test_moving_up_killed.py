"""A process killed while a seat changes hands: no seat is lost, nobody doubled or passed over."""

from datetime import timedelta

import pytest

from courses.actions import change_run
from courses.models import CourseRun
from learning.actions import enroll, join_waiting, leave_waiting, move_to_run, move_up_all, withdraw
from learning.models import Enrollment, WaitingPlace
from learning.seats import count_seats
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.faults.killing import all_rows, kills
from users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
LATER = NOW + timedelta(days=5)


class Room:
    """Two people sit in the run, four wait in this order, and there is another run beside it."""

    def __init__(self) -> None:
        course = make_course(lessons=(1,), checks=False)
        self.run = make_run(course, capacity=2)
        self.other = make_run(course)
        self.inside = [make_enrollment(run=self.run) for _ in range(2)]
        self.keeper = User.objects.create_superuser("keeper@example.org", "a-long-password")
        self.places = [join_waiting(learner=make_learner(), run=self.run, at=NOW) for _ in range(4)]

    def offered(self) -> list[int]:
        """Which of the four are offered a seat, by their place in the list."""
        rows = WaitingPlace.objects.in_bulk([place.pk for place in self.places])
        return [
            number
            for number, place in enumerate(self.places)
            if rows[place.pk].offered_at and rows[place.pk].ended_at is None
        ]

    def check(self) -> None:
        """Never more people and promises than seats; nobody sits twice, or is told twice."""
        run = CourseRun.objects.get(pk=self.run.pk)
        seats = count_seats([run.pk])[run.pk]
        assert seats.enrolled + seats.offered <= run.capacity
        taken = list(Enrollment.objects.active().filter(run=run).values_list("learner", flat=True))
        assert len(taken) == len(set(taken))
        told = Delivery.objects.filter(template="seat_offered").values_list("key", flat=True)
        assert len(told) == len(set(told))


def leave(room):
    withdraw(enrollment=room.inside[0], at=NOW)


def move_away(room):
    move_to_run(
        enrollment=room.inside[0], run=room.other, by=room.keeper, reason="Asked for it.", at=NOW
    )


def add_two_seats(room):
    change_run(run=room.run, values={"capacity": 4}, by=room.keeper, at=NOW)


def let_the_offer_lapse(room):
    move_up_all(at=LATER)


def decline(room):
    leave_waiting(learner=room.places[0].learner, run=room.run, at=NOW)


def accept(room):
    enroll(learner=room.places[0].learner, run=room.run, at=NOW)


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    ("deed", "first", "offered"),
    [
        (leave, None, [0]),
        (move_away, None, [0]),
        (add_two_seats, None, [0, 1]),
        (let_the_offer_lapse, leave, [1]),
        (decline, leave, [1]),
        (accept, leave, []),
    ],
)
def test_killed_before_any_statement_the_seat_is_where_it_was_or_with_who_is_first(
    deed, first, offered, step
):
    room = Room()
    if first:
        first(room)
    before = all_rows()
    count = 0

    for _place in kills(lambda: deed(room), step=step):
        count += 1
        room.check()
        if all_rows() != before:
            break

    assert count * step > 7
    room.check()
    assert room.offered() == offered
    move_up_all(at=NOW if deed is not let_the_offer_lapse else LATER)
    assert room.offered() == offered
    assert Delivery.objects.filter(template="seat_offered").count() == len(
        {*offered, *([0] if first else [])}
    )
