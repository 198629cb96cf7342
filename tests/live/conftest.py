"""A webinar for which one can sign up, and who does."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests.factories.courses import NOW

from .signing_up import make_webinar


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(clock):
    """A webinar that takes place in two days; who attends gets a certificate."""
    cache.clear()
    return make_webinar()


@pytest.fixture
def stranger():
    """A browser that is not signed in, and checks CSRF as ours does."""
    return Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
