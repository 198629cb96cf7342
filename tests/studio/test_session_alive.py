"""Whether an author is still signed in, asked before a form of the editor is sent."""

import pytest
from django.urls import reverse

from courses.rights import ensure_staff_rights
from tests.factories.courses import make_provider
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db
PATH = reverse("studio:session-alive")


@pytest.fixture
def author(client):
    ensure_staff_rights()
    person = make_learner()
    person.groups.add(make_provider().author_group)
    client.force_login(person)
    return person


def test_an_author_who_is_signed_in_gets_the_token_of_the_present_session(author, client):
    answer = client.get(PATH)

    assert answer.json()["token"]
    assert "no-store" in answer["Cache-Control"]


def test_who_is_signed_out_gets_no_token_but_the_way_to_sign_in(author, client):
    client.logout()

    answer = client.get(PATH)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_nothing_is_sent_there(author, client):
    assert client.post(PATH).status_code == 405
