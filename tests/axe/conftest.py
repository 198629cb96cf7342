"""The demo network at a real address."""

import shutil

import pytest
from django.conf import settings

from tests.servers.databases import DEMO


@pytest.fixture
def site(browser, test_database, live_server):
    """The demo network at a real address. Chromium first: without it nothing is loaded."""
    test_database.restore(DEMO)
    shutil.copytree(DEMO.files, settings.VAR_DIR, dirs_exist_ok=True)
    return live_server.url
