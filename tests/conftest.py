"""What every test may ask for. Nothing of ours is mocked."""

from __future__ import annotations

import os
import shutil

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from lms.celery import app as celery_app
from tests.factories.once import count_untouched
from tests.kept import forget_pages
from tests.servers.broker import RedisServer, server_binary
from tests.servers.chromium import chromium, chromium_path
from tests.servers.databases import DEMO, database
from tests.servers.mail import MailServer

# A busy machine is no defect of ours.
hypothesis_settings.register_profile(
    "ours", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ours")


def worker_of(config: pytest.Config) -> str:
    """What tells this test process from the others at work."""
    return getattr(config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def test_database(request):
    """The real database of this process; `url` is for the processes that a test starts."""
    return database(worker_of(request.config))


@pytest.fixture(scope="session")
def django_db_setup(test_database, django_db_blocker):
    """In place of pytest-django's: copy one migrated template instead of migrating."""
    with django_db_blocker.unblock():
        test_database.restore()
        test_database.use()
        count_untouched()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first, so that one core does not wait for the other's last."""
    # What needs the demo network, then what does not, so that nobody waits for it to be made.
    places = ("sign_up_to", "mail_faults", "test_axe", "journeys", "faults", "test_budgets")

    def rank(item: pytest.Item) -> tuple[int, bool]:
        near = [place for place, name in enumerate(places) if name in item.path.as_posix()]
        is_slow = item.get_closest_marker("slow") is not None
        return near[0] if near else len(places), not is_slow

    _leave_to_the_long_ones(items)
    if not _is_postgres():
        # A file does not restart.
        items[:] = [item for item in items if not item.get_closest_marker("restarts_database")]
    first: dict[object, tuple[int, bool]] = {}
    for item in items:
        first[item.path] = min(rank(item), first.get(item.path, (len(places), True)))
    items.sort(key=lambda item: first[item.path])


def _is_postgres() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def _leave_to_the_long_ones(items: list[pytest.Item]) -> None:
    """`make test` does everything on SQLite but the processes that are killed, and on PostgreSQL
    these, the constraints, and the modules in which something competes for rows.

    What else belongs to both databases is done on PostgreSQL by `make test-long`.
    """
    competing = {item.path for item in items if _competes(item)}
    for item in items:
        is_fault = "/faults/" in item.path.as_posix()
        if not _is_postgres():
            is_long = is_fault
        elif is_fault or "killed_worker" in item.name:
            is_long = "test_mail_faults" in item.path.as_posix()
        else:
            is_slow = item.get_closest_marker("slow") is not None
            is_long = is_slow or item.path not in competing
        if is_long:
            item.add_marker("long")


def _competes(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    return commits or "test_constraints" in item.path.name


_needs_restoring = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A transactional test ends with empty tables; the next one finds what migrations made."""
    if item.session.stash.get(_needs_restoring, False):
        item.session.stash[_needs_restoring] = False
        from pytest_django.plugin import blocking_manager_key

        with item.config.stash[blocking_manager_key].unblock():
            database(worker_of(item.config)).restore()


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


@pytest.fixture
def smtp_server():
    """A real SMTP server; see tests/servers/mail.py for scripting its answers."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _redis(tmp_path_factory):
    require(server_binary(), "No Redis-compatible server: install valkey or redis.")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_server(_redis):
    """A real Redis-compatible server, empty at the start of each test."""
    _redis.flush()
    return _redis


def point_celery_at(url: str) -> None:
    """Celery reads its settings once; a test that rings a real broker has to say so.

    As after a fork: new connections, the same app (a closed one learns no more tasks).
    """
    celery_app.conf.broker_url = celery_app.conf.broker_write_url = url
    celery_app._after_fork()


@pytest.fixture
def process_env(test_database, redis_server, smtp_server, tmp_path):
    """The environment that joins processes to the test's database, broker and mail server.

    Use it in tests with `@pytest.mark.django_db(transaction=True)`: processes see only what is
    committed. The files of this process and of those started lie in the same folder.
    """
    point_celery_at(redis_server.url)
    yield {
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "DATABASE_URL": test_database.url,
        "LMS_BROKER_URL": redis_server.url,
        "LMS_SMTP_HOST": "127.0.0.1",
        "LMS_SMTP_PORT": str(smtp_server.port),
        "DEMO_DIR": str(tmp_path / "var"),
    }
    point_celery_at("memory://")


@pytest.fixture(scope="session")
def browser():
    """A real headless Chromium. Its event loop would stop Django's ORM in this thread."""
    require(chromium_path(), "No Chromium: install Debian's package chromium.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as started:
        yield started


@pytest.fixture
def browser_page(browser):
    """A page 1280 px wide with fresh cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What an earlier test left in this process's memory: pages that are no more, a language."""
    forget_pages()
    translation.activate("en")


@pytest.fixture(autouse=True)
def _first_language():
    """A page in another language leaves it behind in this thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _real_mail_path(settings):
    """Django's test runner puts a list in place of the mail backend; ours is the ledger."""
    settings.EMAIL_BACKEND = "mail.backend.LedgerBackend"


@pytest.fixture(scope="module")
def demo_network(test_database, django_db_setup, django_db_blocker):
    """The whole sample network with its files, for all tests of a module.

    What a test with a plain `django_db` mark changes is rolled back after it.
    """
    with django_db_blocker.unblock():
        test_database.restore(DEMO)
        shutil.copytree(DEMO.files, settings.VAR_DIR, dirs_exist_ok=True)
        yield
        test_database.restore()
