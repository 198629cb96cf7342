"""Signing in goes through allauth alone: no other address takes a password."""

import pytest
from django.urls import reverse

from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["wagtailcore_login", "wagtailadmin_login"])
def test_wagtails_own_sign_in_takes_no_password(client, name):
    person = make_learner()

    response = client.post(
        f"{reverse(name)}?next=/en/", {"username": person.email, "password": "a-long-password"}
    )

    assert response.status_code in {302, 404}
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["/cms/password_reset/", "/cms/password_reset/confirm/MQ/set-password/"]
)
def test_wagtails_own_reset_is_closed(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "a@example.org"}).status_code == 404
