"""Two clicks on "Make an account" at the same moment."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from tests.users.test_sign_up import ADDRESS, TYPED
from users.models import Consent, User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


def test_two_clicks_at_once_make_one_account():
    answers = []
    start = threading.Barrier(2)

    def click():
        client = Client()
        start.wait()
        try:
            answers.append(client.post(ADDRESS, TYPED).status_code)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert answers == [302, 302]
    assert User.objects.count() == 1
    assert EmailAddress.objects.count() == 1
    assert Consent.objects.count() == 2
