"""Making an account: what is asked, what is kept, what is said about a mistake."""

import re

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from mail.models import Delivery
from tests.factories.courses import make_course_index
from tests.factories.learning import make_learner
from tests.kept import forget_pages
from users.models import Consent, Purpose, User

pytestmark = [pytest.mark.django_db]
ADDRESS = "/en/account/signup/"
TYPED = {
    "name": "Rani Wijaya",
    "email": "rani@example.org",
    "password1": "a-street-is-read-with-the-feet",
    "agrees": "on",
    "time_zone": "Asia/Jakarta",
}


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def sign_up(client, address=ADDRESS, **changes):
    data = {key: value for key, value in {**TYPED, **changes}.items() if value is not None}
    return client.post(address, data)


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def error_beside(response, name):
    """The words of the error that the input points to, as a screen reader says them."""
    element = page(response).select_one(f"[name={name}]")
    assert element["aria-invalid"] == "true"
    ids = element["aria-describedby"].split()
    return " ".join(
        found.get_text(" ", strip=True)
        for found in (page(response).find(id=each) for each in ids if each.endswith("_error"))
    )


def test_an_account_has_name_language_zone_and_consents(client):
    response = sign_up(client, "/id/account/signup/")

    assert response.status_code == 302
    person = User.objects.get()
    assert (person.name, person.email) == ("Rani Wijaya", "rani@example.org")
    assert (person.language, person.time_zone) == ("id", "Asia/Jakarta")
    assert person.certificate_name_confirmed_at is None
    rows = Consent.objects.filter(user=person)
    assert {row.purpose for row in rows} == {Purpose.TERMS, Purpose.PRIVACY}
    assert {(row.language, row.source) for row in rows} == {("id", "sign-up")}


def test_without_javascript_the_zone_is_utc(client):
    sign_up(client, time_zone="")

    assert User.objects.get().time_zone == "UTC"


def test_the_consent_names_the_version_that_was_shown(client, django_user_model):
    from home.models import HomePage, PlainPage

    index = make_course_index()
    home = HomePage(title="Home", slug="start", locale=index.locale)
    index.get_parent().get_parent().add_child(instance=home)
    for slug in ("terms", "privacy"):
        home.add_child(
            instance=PlainPage(
                title=slug.title(), slug=slug, locale=index.locale, text_version=f"{slug}-7"
            )
        )
    site = index.get_site()
    site.root_page = home
    site.save()
    forget_pages()

    form = page(client.get(ADDRESS)).select_one("form[action$='/signup/']")
    links = [link["href"] for link in form.select("label a")]
    sign_up(client)

    assert [link.rstrip("/").rpartition("/")[2] for link in links] == ["terms", "privacy"]
    assert set(Consent.objects.values_list("purpose", "text_version")) == {
        (Purpose.TERMS, "terms-7"),
        (Purpose.PRIVACY, "privacy-7"),
    }


def test_the_box_is_not_ticked_and_must_be(client):
    box = page(client.get(ADDRESS)).select_one("[name=agrees]")
    assert box.has_attr("required")
    assert not box.has_attr("checked")

    response = sign_up(client, agrees=None)

    assert "agree to the terms" in error_beside(response, "agrees")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("N" * 300, "300 characters"),
        ("    ", "Write your name"),
        ("\u202e\u200f\x07", "Write your name"),
        ("12345", "at least one letter"),
    ],
)
def test_a_mistake_is_named_beside_the_name_and_what_was_typed_stays(client, name, words):
    response = sign_up(client, name=name)

    assert words in error_beside(response, "name")
    assert page(response).select_one("[name=email]")["value"] == "rani@example.org"
    assert page(response).select_one("[name=name]")["value"].strip() == name.strip()
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["rani", f"{'r' * 260}@example.org", "rani@erased.invalid"])
def test_an_address_that_mail_cannot_carry_is_refused(client, email):
    response = sign_up(client, email=email)

    assert error_beside(response, "email")
    assert not User.objects.exists()
    assert not Delivery.objects.exists()


def test_nobody_learns_whether_an_address_has_an_account(client):
    make_learner(email="rani@example.org")

    known = sign_up(client)
    unknown = sign_up(client, email="sari@example.org")

    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"] == reverse("account_email_verification_sent")
    assert User.objects.count() == 2
    templates = Delivery.objects.order_by("pk").values_list("to_email", "template")
    assert list(templates) == [
        ("rani@example.org", "account/account_exists"),
        ("sari@example.org", "account/confirm_address"),
    ]


def test_signing_in_waits_for_the_address_to_be_confirmed(client):
    sign_up(client)

    response = client.get(reverse("home:dashboard"))

    assert response.status_code == 302
    assert not EmailAddress.objects.get().verified


def test_the_password_says_in_words_what_it_must_be(client, settings):
    field = page(client.get(ADDRESS)).select_one("#id_password1_helptext")

    assert not field.select("ul, li")
    assert field.get_text(" ", strip=True).startswith("At least 10 characters. Not a common word")


@pytest.mark.parametrize("name", ["account_change_password", "account_set_password"])
def test_a_new_password_is_explained_the_same_everywhere(client, name):
    person = make_learner()
    if name == "account_set_password":
        person.set_unusable_password()
        person.save()
    client.force_login(person)

    field = page(client.get(reverse(name))).select_one("#id_password1_helptext")

    assert "At least 10 characters." in field.get_text()
    assert not field.select("li")


def test_one_word_for_e_mail_on_every_page_of_an_account(client):
    pages = ["account_signup", "account_login", "account_reset_password"]
    words = [page(client.get(reverse(name))).get_text(" ") for name in pages]
    wrong = {"login": "rani@example.org", "password": "wrong-password"}
    words.append(page(client.post(reverse("account_login"), wrong)).get_text(" "))
    reset = client.post(
        reverse("account_reset_password"), {"email": "rani@example.org"}, follow=True
    )
    words.append(page(reset).get_text(" "))
    words.append(page(sign_up(client)).get_text(" "))
    client.force_login(make_learner())
    words.append(page(client.get(reverse("account_email"))).get_text(" "))

    assert sum("E-mail" in each for each in words) >= 4
    for each in words:
        assert not re.search(r"\b[Ee]mail", each), each
