"""What every test may ask for. Nothing of ours is mocked."""

from __future__ import annotations

import os

import pytest

from tests.servers.databases import database


def _worker(config: pytest.Config) -> str:
    return getattr(config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def test_database(request):
    """The real database of this process; `url` is for the processes that a test starts."""
    return database(_worker(request.config))


@pytest.fixture(scope="session")
def django_db_setup(test_database, django_db_blocker):
    """In place of pytest-django's: copy one migrated template instead of migrating."""
    with django_db_blocker.unblock():
        test_database.restore()
        test_database.use()


_needs_restoring = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A transactional test ends with empty tables; the next one finds what migrations made."""
    if item.session.stash.get(_needs_restoring, False):
        item.session.stash[_needs_restoring] = False
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            database(_worker(item.config)).restore()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(
        names
    ):
        item.session.stash[_needs_restoring] = True


def require(is_there: object, sentence: str) -> None:
    """Skip with a plain sentence; on CI a missing server is a failure."""
    if is_there:
        return
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
