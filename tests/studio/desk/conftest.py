"""A session that began twenty minutes ago, and its host, who is signed in."""

import pytest
import time_machine

from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.live import make_session
from tests.live.arranging import run_with_session

from .looking import DURING


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session():
    run, block = run_with_session()
    return make_session(run, block=block, starts_at=NOW)


@pytest.fixture
def host(session, client):
    person = make_learner(name="The host", is_staff=True)
    person.groups.add(session.run.course.provider.author_group)
    client.force_login(person)
    return person
