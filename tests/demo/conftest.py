"""What the tests of the demo share."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TestCase, override_settings

from demo.loading import load_everything
from demo.network import read_network

from .sample import NOW


@pytest.fixture(autouse=True, scope="module")
def _own_files(tmp_path_factory):
    """Uploaded files lie in a folder of their own."""
    folder = tmp_path_factory.mktemp("files")
    protected = {**settings.STORAGES["protected"], "OPTIONS": {"location": folder / "protected"}}
    storages = {**settings.STORAGES, "protected": protected}
    with override_settings(MEDIA_ROOT=folder / "media", STORAGES=storages, VAR_DIR=folder):
        yield


@pytest.fixture(scope="module")
def network(_own_files, django_db_setup, django_db_blocker):
    """Loaded once for the tests of a module, and undone at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            load_everything(at=NOW)
        yield read_network()
        transaction.set_rollback(True)
