"""A mail server that takes sendings, and somebody who runs them."""

import pytest

from users.models import User


@pytest.fixture(params=[False, True], ids=["one-by-one", "in-a-row"])
def relay(request, smtp_server, settings):
    smtp_server.takes_commands_in_a_row = request.param
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    return smtp_server


@pytest.fixture
def editor():
    return User.objects.create_user("editor@example.org", "a-long-password")
