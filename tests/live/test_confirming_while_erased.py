"""An account is erased at the moment at which its sign-up is confirmed or repeated, or with others
of the same report: one after the other.
"""

import pytest
import time_machine

from learning.models import Enrollment
from live.actions import SignUpRefused, ask_to_take_part, confirm_sign_up
from mail.models import Delivery
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_report, make_session, make_sign_up
from tests.threads import at_once
from users.actions import erase_user

from .signing_up import make_webinar

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


def test_neither_waits_for_the_other_for_ever():
    with time_machine.travel(NOW):
        run = make_webinar()
        for _ in range(4):
            person = make_learner()
            sign_up = make_sign_up(run, email=person.email)

            def act(place, person=person, sign_up=sign_up):
                if place:
                    return erase_user(user=person, at=NOW)
                try:
                    confirm_sign_up(sign_up=sign_up, policies=[], at=NOW)
                except SignUpRefused:
                    return False
                return True

            confirmed, is_erased = at_once(2, act)

            sign_up.refresh_from_db()
            assert is_erased
            assert sign_up.email == ""
            assert Enrollment.objects.filter(learner=person).exists() is confirmed


def test_no_link_goes_to_somebody_who_is_erased_while_they_ask_for_it():
    with time_machine.travel(NOW):
        run = make_webinar()
        for _ in range(3):
            person = make_enrollment(run=run).learner
            email = person.email
            typed = {"name": "N", "email": email, "city_name": "Dhaka", "time_zone": "UTC"}

            def act(place, person=person, typed=typed):
                if place:
                    return erase_user(user=person, at=NOW)
                said = {"language": "en", "source": "", "at": NOW}
                return ask_to_take_part(run=run, values=typed, **said)

            at_once(2, act)

            named = Delivery.objects.filter(to_email=email).exclude(template="webinar_confirm")
            assert not named.exists()


def test_several_who_are_erased_at_once_stand_in_no_line_of_a_report():
    host = make_learner()
    for _ in range(4):
        session = make_session(starts_at=NOW)
        people = [make_enrollment(run=session.run).learner for _ in range(4)]
        addresses = [person.email for person in people]
        report = make_report(session, host, *addresses, "somebody-else@example.org")

        def erase(place, people=people):
            return erase_user(user=people[place], at=NOW)

        at_once(4, erase)

        report.refresh_from_db()
        assert [row[2] for row in report.rows] == [""] * 4 + ["somebody-else@example.org"]
