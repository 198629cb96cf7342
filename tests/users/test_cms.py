"""People in the CMS: found, made and changed by one name; "delete" erases."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.learning import make_learner
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return User.objects.create_superuser("admin@example.org", name="Admin")


@pytest.fixture
def cms(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def person():
    return make_learner(name="Rina Kartikasari", email="rina@example.org")


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_deleting_in_the_cms_erases(cms, person):
    address = reverse("wagtailusers_users:delete", args=[person.pk])

    assert "for ever" in cms.get(address).content.decode()
    answer = cms.post(address, follow=True)

    assert fresh(person).erased_at is not None
    assert "The person was erased." in answer.content.decode()
    assert "rina@example.org" not in answer.content.decode()


def test_whoever_was_erased_is_not_found_any_more(cms, person):
    cms.post(reverse("wagtailusers_users:delete", args=[person.pk]))

    assert cms.get(reverse("wagtailusers_users:edit", args=[person.pk])).status_code == 404
    assert cms.get(reverse("wagtailusers_users:delete", args=[person.pk])).status_code == 404
    assert "erased.invalid" not in cms.get(reverse("wagtailusers_users:index")).content.decode()


def test_several_are_erased_at_once_but_never_oneself(cms, person, administrator):
    other = make_learner()
    address = reverse("wagtail_bulk_action", args=["users", "user", "delete"])
    query = "&".join(f"id={each.pk}" for each in (person, other, administrator))

    assert "Rina Kartikasari" in cms.get(f"{address}?{query}").content.decode()
    cms.post(f"{address}?{query}")

    assert fresh(person).erased_at
    assert fresh(other).erased_at
    assert fresh(administrator).erased_at is None


def test_a_person_is_made_and_changed_with_one_name_in_any_script(cms):
    data = {"email": "seo@example.org", "name": "김서연", "language": "ko"}

    answer = cms.post(reverse("wagtailusers_users:add"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    person = User.objects.get(email="seo@example.org")
    assert (person.name, person.language) == ("김서연", "ko")

    address = reverse("wagtailusers_users:edit", args=[person.pk])
    assert "김서연" in cms.get(address).content.decode()
    cms.post(address, {**data, "name": "김 서연", "is_active": "on"})
    assert fresh(person).name == "김 서연"


def test_people_are_found_by_name(cms, person):
    make_learner(name="Somebody Else")

    text = cms.get(reverse("wagtailusers_users:index"), {"q": "Kartika"}).content.decode()

    assert "Rina Kartikasari" in text
    assert "Somebody Else" not in text


def test_wagtails_own_sign_in_leads_to_ours(client):
    for path in ("/cms/login/?next=/cms/pages/", "/cms/"):
        answer = client.get(path, follow=True)

        assert answer.redirect_chain[-1][0].startswith("/en/account/login/")


def test_wagtails_own_ways_to_a_password_are_closed(client, cms):
    assert client.get("/cms/password_reset/").status_code == 404
    assert 'name="old_password"' not in cms.get("/cms/account/").content.decode()
