"""What the tests of the demo share."""

import pytest
from django.conf import settings
from django.test import override_settings


@pytest.fixture(autouse=True, scope="module")
def _own_files(tmp_path_factory):
    """Uploaded files lie in a folder of their own."""
    folder = tmp_path_factory.mktemp("files")
    protected = {**settings.STORAGES["protected"], "OPTIONS": {"location": folder / "protected"}}
    storages = {**settings.STORAGES, "protected": protected}
    with override_settings(MEDIA_ROOT=folder / "media", STORAGES=storages, VAR_DIR=folder):
        yield
