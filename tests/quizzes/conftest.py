"""A learner before a check, at the moment at which the factories' runs are open."""

import pytest
import time_machine
from django.utils.translation import override

from tests.factories.courses import NOW
from tests.factories.quizzes import (
    make_checked_enrollment,
)

from .walking import sign_in


@pytest.fixture
def in_english():
    """A request leaves its language active in this thread; the next test begins in English."""
    with override("en"):
        yield


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def enrollment(now):
    """A course of one lesson with a check of three questions, 80 % to pass, three attempts."""
    return make_checked_enrollment(attempts_allowed=3)


@pytest.fixture
def learner(enrollment, client):
    """The learner of `enrollment`, signed in with `client`."""
    return sign_in(client, enrollment.learner)
