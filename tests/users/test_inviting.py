"""Accounts by address, without a password."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from mail.models import Delivery
from tests.factories.learning import make_learner
from users.inviting import Newcomer, ensure_people, find_people, password_link
from users.models import User

pytestmark = pytest.mark.django_db


def test_an_account_is_made_without_a_password_and_with_what_is_known():
    newcomer = Newcomer("Sari@Example.org", "Sari", "id", "ID", "Asia/Jakarta")

    [(address, person)] = ensure_people([newcomer]).items()

    assert address == person.email == "sari@example.org"
    assert (person.name, person.language, person.country) == ("Sari", "id", "ID")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).primary


def test_twice_makes_one_account_and_keeps_what_the_person_wrote():
    known = make_learner(email="sari@example.org", name="Sari Dewi", language="id")

    found = ensure_people([Newcomer("SARI@example.org", "Somebody", "ko")])

    known.refresh_from_db()
    assert found == {"sari@example.org": known}
    assert (known.name, known.language) == ("Sari Dewi", "id")
    assert User.objects.count() == 1


def test_a_confirmed_further_address_leads_to_its_person_and_an_unconfirmed_one_does_not():
    person = make_learner()
    EmailAddress.objects.create(user=person, email="second@example.org", verified=True)
    EmailAddress.objects.create(user=person, email="claimed@example.org", verified=False)

    found = find_people(["Second@example.org", "claimed@example.org"])

    assert found == {"second@example.org": person}


@pytest.mark.parametrize("count", [1, 20])
def test_many_cost_as_much_as_one(count, django_assert_max_num_queries):
    newcomers = [Newcomer(f"new-{number}@example.org") for number in range(count)]

    # savepoint, people and further addresses, insert people, read them and their further
    # addresses, savepoint and insert addresses, release
    with django_assert_max_num_queries(11):
        ensure_people(newcomers)


def choose_password(client, link):
    address = client.get(link.removeprefix("http://127.0.0.1:8000")).url
    password = "walk-the-long-plan"
    return client.post(address, {"password1": password, "password2": password})


def test_whoever_chose_a_password_by_the_link_signs_in_without_another_mail(client):
    [person] = ensure_people([Newcomer("sari@example.org", "Sari")]).values()

    choose_password(client, password_link(person))
    assert EmailAddress.objects.get().verified
    before = Delivery.objects.count()
    response = client.post(
        reverse("account_login"), {"login": person.email, "password": "walk-the-long-plan"}
    )

    assert response.url == reverse("home:dashboard")
    assert Delivery.objects.count() == before


def test_the_link_proves_nothing_where_there_are_two_addresses(client):
    [person] = ensure_people([Newcomer("sari@example.org", "Sari")]).values()
    EmailAddress.objects.create(user=person, email="other@example.org")

    choose_password(client, password_link(person))

    assert not EmailAddress.objects.filter(verified=True).exists()
