"""A run and somebody in it, at a moment that stands still."""

import pytest
import time_machine

from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def learner(run, client):
    person = make_learner(name="Rina Kusuma", time_zone="Asia/Kathmandu")
    make_enrollment(run=run, learner=person)
    client.force_login(person)
    return person
