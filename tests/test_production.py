"""What production is made of: settings without defaults, the compose file, health."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter

from tests.conftest import require

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {
    "SECRET_KEY": "k3y-" + "x9Zq" * 15,
    "LMS_HASH_KEY": "another",
    "ALLOWED_HOSTS": "learn.example.org",
    "LMS_SITE_URL": "https://learn.example.org",
    "LMS_BROKER_URL": "redis://127.0.0.1:1/0",
    "DATABASE_URL": "postgres://lms:x@127.0.0.1:1/lms",
    "LMS_SMTP_HOST": "mail.example.org",
    "LMS_MAIL_FROM": "CityNet Learning <learning@example.org>",
}
COMPOSE = {**SECRETS, "POSTGRES_PASSWORD": "p", "REDIS_PASSWORD": "r"}


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    bare = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "lms.settings.production"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**bare, **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_deployment_check_has_no_warning():
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=SECRETS)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SECRET_KEY", "LMS_HASH_KEY", "DATABASE_URL", "LMS_BROKER_URL"])
def test_production_does_not_start_without(name):
    env = {key: value for key, value in SECRETS.items() if key != name}

    done = manage("check", env=env)

    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.slow
def test_docker_compose_reads_the_file_and_asks_for_every_secret():
    require(shutil.which("docker-compose"), "No docker-compose: install Debian's package.")
    command = ["docker-compose", "-f", "docker-compose.yml", "config"]
    path = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root")}

    whole = subprocess.run(
        command, cwd=ROOT, env={**path, **COMPOSE}, capture_output=True, text=True, check=False
    )
    assert whole.returncode == 0, whole.stderr
    for name in ("SECRET_KEY", "LMS_HASH_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        env = {**path, **{key: value for key, value in COMPOSE.items() if key != name}}
        asked = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert asked.returncode != 0, name


@pytest.mark.slow
def test_an_error_leaves_its_traceback_in_the_output_of_the_process():
    fail = (
        "import logging; "
        "logging.getLogger('django.request').error("
        "'Internal Server Error: /broken/', exc_info=ZeroDivisionError('a sum went wrong'))"
    )

    done = manage("shell", "--no-imports", "--verbosity", "0", "-c", fail, env=SECRETS)

    assert "Internal Server Error: /broken/" in done.stderr
    assert "ZeroDivisionError: a sum went wrong" in done.stderr


def test_alive_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_ready_names_what_is_missing(client, db, settings):
    from lms.celery import app

    assert json.loads(client.get("/readyz").content)["database"] == "ok"
    url = app.conf.broker_write_url
    app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    try:
        response = client.get("/readyz")
    finally:
        app.conf.broker_write_url = url

    assert response.status_code == 503
    assert json.loads(response.content)["broker"] != "ok"


def test_the_cms_has_a_policy_of_its_own(client, db):
    site = client.get("/en/account/login/")["Content-Security-Policy"]
    cms = client.get("/cms/")["Content-Security-Policy"]

    assert "unsafe-inline" not in site
    assert "unsafe-inline" in cms


@pytest.mark.slow
def test_the_clients_address_is_the_one_that_our_own_proxy_saw(settings, rf):
    code = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    done = manage("shell", "--no-imports", "-c", code, env=SECRETS)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(done.stdout)
    claimed = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}

    request = rf.get("/", headers=claimed, REMOTE_ADDR="127.0.0.1")

    assert get_adapter().get_client_ip(request) == "198.51.100.9"
