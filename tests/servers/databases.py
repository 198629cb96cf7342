"""One migrated template, copied for each test process: migrating takes longer than most tests.

The template is kept under var/test/ by a hash of everything that migrations are made of.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = ROOT / "var" / "test"


def _fingerprint() -> str:
    digest = hashlib.sha256((ROOT / "requirements-dev.txt").read_bytes())
    for path in sorted(
        [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/apps.py"), *ROOT.glob("users/role*.py")]
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _locked() -> Iterator[None]:
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(database_url: str) -> None:
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
    }
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)


class SqliteDatabase:
    """A file of this process, copied from the template."""

    def __init__(self, name: str) -> None:
        self.path = HOME / f"{name}.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def restore(self) -> None:
        """Leave the database as migrations made it."""
        connections["default"].close()
        template = HOME / f"template-{_fingerprint()}.sqlite3"
        with _locked():
            if not template.exists():
                fresh = HOME / "fresh.sqlite3"
                fresh.unlink(missing_ok=True)
                _migrate(f"sqlite:///{fresh}")
                fresh.rename(template)
        # A new file, not the old one rewritten: a thread that has not yet closed the old one
        # would read pages of two databases ("disk I/O error").
        fresh_copy = Path(f"{self.path}.new")
        shutil.copyfile(template, fresh_copy)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        fresh_copy.rename(self.path)

    def use(self) -> None:
        for place in (connections.settings["default"], connections["default"].settings_dict):
            place["NAME"] = str(self.path)


class PostgresDatabase:
    """A database of this process on the server in DATABASE_URL, copied from the template."""

    def __init__(self, name: str) -> None:
        self.name = f"test_{name}"
        base, _, query = os.environ["DATABASE_URL"].partition("?")
        self._server = base.rpartition("/")[0]
        self._query = f"?{query}" if query else ""
        self.url = self._url(self.name)

    def _url(self, name: str) -> str:
        return f"{self._server}/{name}{self._query}"

    def _execute(self, *statements: str) -> None:
        connection = connections["default"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _exists(self, name: str) -> bool:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def restore(self) -> None:
        """Leave the database as migrations made it."""
        template = f"lms_template_{_fingerprint()}"
        with _locked():
            if not self._exists(template):
                fresh = "lms_template_fresh"
                self._execute(
                    f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)", f"CREATE DATABASE {fresh}"
                )
                _migrate(self._url(fresh))
                self._execute(f"ALTER DATABASE {fresh} RENAME TO {template}")
            self._execute(
                f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                f"CREATE DATABASE {self.name} TEMPLATE {template} STRATEGY FILE_COPY",
            )

    def use(self) -> None:
        for place in (connections.settings["default"], connections["default"].settings_dict):
            place["NAME"] = self.name


def database(name: str) -> SqliteDatabase | PostgresDatabase:
    """The database of the test process called `name`, of the kind that settings name."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return SqliteDatabase(name) if is_sqlite else PostgresDatabase(name)
