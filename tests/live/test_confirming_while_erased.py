"""An account is erased at the moment at which its sign-up is confirmed: one after the other."""

import pytest
import time_machine

from learning.models import Enrollment
from live.actions import SignUpRefused, confirm_sign_up
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.live import make_sign_up
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
