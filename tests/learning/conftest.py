"""Learners at the moment at which the factories' runs are open, and a run of one seat."""

import pytest
import time_machine

from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def enrollment():
    """Three lessons: one, then two with a check each at the end of their module."""
    return make_enrollment(run=make_run(make_course(lessons=(2, 1))))


@pytest.fixture
def learner(enrollment, client, now):
    """The learner of `enrollment`, signed in with `client`."""
    client.force_login(enrollment.learner, backend="django.contrib.auth.backends.ModelBackend")
    return enrollment.learner


@pytest.fixture
def run():
    """One seat, free until somebody is `inside`."""
    return make_run(capacity=1)


@pytest.fixture
def inside(run):
    return make_enrollment(run=run)
