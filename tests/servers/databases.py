"""Templates, copied for each test process: migrating and loading take longer than most tests.

`MIGRATED` is the database as migrations make it, `DEMO` holds the demo network with its files.
SQLite's are kept by a hash of everything that they are made of: MIGRATED for all checkouts on this
machine, DEMO under var/test/.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = ROOT / "var" / "test"
SHARED = Path(tempfile.gettempdir()) / f"lms-test-{os.getuid()}"
KEPT = 6  # of the shared ones: a branch or two, and what they were
# Files of the apps that loading never reads.
_LOOKS = {".css", ".html", ".js", ".mo", ".po", ".pyc", ".txt", ".woff2"}


@dataclass(frozen=True)
class Template:
    """A database that commands of manage.py make, on top of `base` where there is one."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    base: Template | None = None

    @property
    def key(self) -> str:
        """Its name with the hash of its sources."""
        digest = hashlib.sha256(self._salt().encode())
        for path in sorted(self._sources()):
            digest.update(path.read_bytes())
        return f"{self.name}_{digest.hexdigest()[:16]}"

    @property
    def files(self) -> Path:
        """The folder of the files that its rows name."""
        return HOME / f"files_{connections['default'].vendor}_{self.name}"

    def _salt(self) -> str:
        # The runs of the demo network count their days from the day of loading.
        return "" if self.base is None else f"{datetime.now(UTC).date()}"

    def _sources(self) -> Iterable[Path]:
        yield ROOT / "requirements-dev.txt"
        if self.base is None:
            yield from ROOT.glob("*/migrations/*.py")
            yield from ROOT.glob("*/apps.py")
            yield from ROOT.glob("users/role*.py")
        else:
            for app in _our_apps():
                wanted = (path for path in app.rglob("*") if path.suffix not in _LOOKS)
                yield from (path for path in wanted if path.is_file())

    def make(self, database_url: str) -> None:
        """Run the commands against this database, in processes of their own."""
        shutil.rmtree(self.files, ignore_errors=True)
        env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "lms.settings.test",
            "DEMO_DIR": str(self.files),
        }
        for command in self.commands:
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)


_ISSUE = "from certificates.tasks import issue_certificates; issue_certificates()"
MIGRATED = Template("template", (("migrate", "--verbosity", "0"), ("createcachetable",)))
DEMO = Template(
    "demo",
    (("load_demo", "--verbosity", "0"), ("shell", "--verbosity", "0", "-c", _ISSUE)),
    base=MIGRATED,
)


def _our_apps() -> list[Path]:
    found = (Path(config.path) for config in apps.get_app_configs())
    return [path for path in found if path.parent == ROOT]


@contextmanager
def _locked(template: Template, home: Path = HOME) -> Iterator[None]:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / f"{template.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_outdated(template: Template, home: Path) -> None:
    made = sorted(home.glob(f"{template.name}_*.sqlite3"), key=lambda path: path.stat().st_mtime)
    for outdated in made[: -KEPT if home == SHARED else -1]:
        outdated.unlink()


class SqliteDatabase:
    """A file of this process, copied from a template."""

    def __init__(self, name: str) -> None:
        self.path = HOME / f"{name}.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def restore(self, template: Template = MIGRATED) -> None:
        """Leave the database as the template is."""
        connections["default"].close()
        # A new file, not the old one rewritten: a thread that has not yet closed the old one
        # would read pages of two databases ("disk I/O error").
        HOME.mkdir(parents=True, exist_ok=True)
        fresh_copy = Path(f"{self.path}.new")
        shutil.copyfile(self._made(template), fresh_copy)
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        fresh_copy.rename(self.path)

    def _made(self, template: Template) -> Path:
        home = HOME if template.base else SHARED
        path = home / f"{template.key}.sqlite3"
        with _locked(template, home):
            if not path.exists():
                fresh = home / f"fresh-{template.name}.sqlite3"
                fresh.unlink(missing_ok=True)
                if template.base:
                    shutil.copyfile(self._made(template.base), fresh)
                template.make(f"sqlite:///{fresh}")
                fresh.rename(path)
            path.touch()
            _forget_outdated(template, home)
        return path

    def use(self) -> None:
        lead_to(str(self.path))


class PostgresDatabase:
    """A database of this process on the server in DATABASE_URL, copied from a template."""

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

    def restore(self, template: Template = MIGRATED) -> None:
        """Leave the database as the template is."""
        made = self._made(template)
        with _locked(template):
            self._copy(made, self.name)

    def _made(self, template: Template) -> str:
        name = f"lms_{template.key}"
        with _locked(template):
            if not self._exists(name):
                fresh = f"lms_fresh_{template.name}"
                self._copy(self._made(template.base) if template.base else "template1", fresh)
                template.make(self._url(fresh))
                self._execute(f"ALTER DATABASE {fresh} RENAME TO {name}")
        return name

    def _copy(self, origin: str, name: str) -> None:
        self._execute(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {origin} STRATEGY FILE_COPY",
        )

    def use(self) -> None:
        lead_to(self.name)


def lead_to(name: str) -> None:
    """Let this process's connection lead to the database of this name."""
    connections["default"].close()
    for place in (connections.settings["default"], connections["default"].settings_dict):
        place["NAME"] = name


def database(name: str) -> SqliteDatabase | PostgresDatabase:
    """The database of the test process called `name`, of the kind that settings name."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return SqliteDatabase(name) if is_sqlite else PostgresDatabase(name)
