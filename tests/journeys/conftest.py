"""What journeys share: one running site for all of them, and visitors that are watched.

Every journey has people and courses of its own, so none needs a fresh database.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.utils import timezone

from tests.conftest import point_celery_at, require, worker_of
from tests.factories.learning import make_learner
from tests.journeys.learner import Learner
from tests.journeys.site import run_site
from tests.journeys.visitor import Visitor
from tests.servers.broker import server_binary
from tests.servers.databases import ROOT, database, lead_to

KEPT = ROOT / "var" / "journeys"
_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def site(browser, request, tmp_path_factory, django_db_blocker):
    """The running platform; the ORM of this process looks into its database."""
    require(server_binary(), "No Redis-compatible server: install valkey or redis.")
    theirs = database(f"{worker_of(request.config)}_journeys")
    before = str(connections["default"].settings_dict["NAME"])
    with django_db_blocker.unblock(), run_site(theirs, tmp_path_factory.mktemp("site")) as running:
        theirs.use()
        point_celery_at(running.broker_url)
        yield running
        point_celery_at("memory://")
        lead_to(before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@pytest.fixture
def visit(browser, site, request):
    """Open a browser of one more person: `visit(java_script_enabled=False)`."""
    visitors: list[Visitor] = []

    def open_browser(**options) -> Visitor:
        visitors.append(Visitor(browser, site.url, **options))
        return visitors[-1]

    yield open_browser
    problems = [problem for visitor in visitors for problem in visitor.problems]
    if problems or request.node.stash.get(_failed, False):
        _keep(visitors, request.node.name, site.log)
    for visitor in visitors:
        visitor.close()
    assert not problems, "\n".join(problems)


def _keep(visitors: list[Visitor], name: str, log: Path) -> None:
    print(f"\nThe processes wrote to {log}")
    for number, visitor in enumerate(visitors, start=1):
        folder = KEPT / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        place = folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{number}"
        print(f"{visitor.page.url} is kept in", *visitor.keep(place))


@pytest.fixture
def visitor(visit):
    """A stranger at a desk."""
    return visit()


@pytest.fixture
def browser_page(visitor):
    """The stranger's page, watched."""
    return visitor.page


@pytest.fixture
def learner(visit):
    """Make an account and sign in with a browser of its own: `learner(java_script_enabled=False)`.

    The name for certificates is confirmed.
    """

    def make(name: str = "Rani Wijaya", **options) -> Learner:
        user = make_learner(
            name=name, certificate_name=name, certificate_name_confirmed_at=timezone.now()
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        person = Learner(visit(**options), user.email, name, password="a-long-password")
        person.sign_in()
        return person

    return make
