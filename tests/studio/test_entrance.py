"""Who is signed in and may not open the CMS reads why, and how to come in as somebody else."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    person = make_learner()
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    "address",
    ["/cms/", "/cms/login/", "/cms/login/?next=/cms/courses/", "/cms/courses/", "/cms/x/"],
)
def test_a_learner_reads_that_their_account_does_not_open_the_studio(client, learner, address):
    response = client.get(address, follow=True)

    assert response.status_code == 403
    assert not response.redirect_chain
    words = BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)
    assert learner.email in words
    assert "secretariat" in words
    assert "no-store" in response["Cache-Control"]


def test_coming_back_from_sign_in_ends_at_that_page(client, learner):
    response = client.get(f"{reverse('account_login')}?next=/cms/", follow=True)

    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


def test_from_there_one_signs_out_and_stands_before_the_door_of_the_studio(client, learner):
    form = BeautifulSoup(client.get("/cms/").content, "html.parser").select_one("main form")
    hidden = form.select_one("[name=next]")["value"]

    response = client.post(form["action"], {"next": hidden}, follow=True)

    assert "_auth_user_id" not in client.session
    assert response.context["redirect_field_value"] == "/cms/"


def test_a_stranger_is_led_to_sign_in(client):
    response = client.get("/cms/", follow=True)

    assert response.status_code == 200
    assert response.request["PATH_INFO"] == reverse("account_login")
