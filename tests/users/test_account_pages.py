"""The pages of an account speak our words, and none of them ends nowhere."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password"
# As allauth says it. Where one of these comes back, a page has lost its template.
THEIRS = re.compile(
    "Change Password|Set Password|Bad Token|Confirm Access|Two-Factor|Authenticator App"
    "|reauthenticate|Account Inactive|Alternative options|Recovery Codes|Security Keys|Activate"
    "|Generate|Sign In"
    "|New Password|Current Password|successfully"
)


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def person():
    person = make_learner(email="rani@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def words(response):
    soup = BeautifulSoup(response.content, "html.parser")
    for script in soup.select("script, noscript"):
        script.decompose()
    return " ".join(f"{soup.title.get_text()} {soup.main.get_text(' ')}".split())


def sign_in(client):
    data = {"login": "rani@example.org", "password": PASSWORD}
    return client.post(reverse("account_login"), data, follow=True)


def visit(client, address):
    """The page, after saying once more who one is, where that is asked."""
    page = client.get(address, follow=True)
    if page.request["PATH_INFO"] == reverse("account_reauthenticate"):
        assert not THEIRS.search(words(page))
        data = {"password": PASSWORD, "next": address}
        page = client.post(page.request["PATH_INFO"], data, follow=True)
    assert page.request["PATH_INFO"] == address
    return page


def key_link(client):
    client.post(reverse("account_reset_password"), {"email": "rani@example.org"})
    body = render_message(Delivery.objects.get(template="account/choose_password")).body
    return re.search(r"https?://[^/]+(/\S+/password/reset/key/\S+)", body)[1]


def test_after_a_new_password_the_page_leads_to_sign_in(client, person):
    form = client.get(key_link(client), follow=True)
    assert "Choose a password" in words(form)
    new = "a-quite-new-password"

    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)

    assert "Your password is changed" in words(done)
    link = BeautifulSoup(done.content, "html.parser").select_one("main a.button")
    assert link["href"] == reverse("account_login")


def test_a_link_that_was_used_offers_another(client, person):
    link = key_link(client)
    form = client.get(link, follow=True)
    new = "a-quite-new-password"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    again = client.get(link, follow=True)

    assert "This link works no more" in words(again)
    assert not THEIRS.search(words(again))
    button = BeautifulSoup(again.content, "html.parser").select_one("main a.button")
    assert button["href"] == reverse("account_reset_password")


def test_a_mistake_in_the_new_password_is_said_beside_it(client, person):
    form = client.get(key_link(client), follow=True)

    again = client.post(form.request["PATH_INFO"], {"password1": "12345", "password2": "54321"})

    assert "field__error" in again.content.decode()
    assert not THEIRS.search(words(again))


@pytest.mark.parametrize(
    "name",
    [
        *("account_change_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp"),
        *("mfa_list_webauthn", "mfa_add_webauthn"),
    ],
)
def test_whoever_is_signed_in_reads_our_words(client, person, name):
    sign_in(client)

    page = visit(client, reverse(name))

    assert page.status_code == 200
    assert not THEIRS.search(words(page)), THEIRS.search(words(page))


@pytest.mark.parametrize("name", ["account_inactive", "account_reset_password_from_key_done"])
def test_whoever_is_signed_out_reads_our_words_and_is_led_on(client, name):
    page = client.get(reverse(name))

    assert not THEIRS.search(words(page))
    assert BeautifulSoup(page.content, "html.parser").select_one("main a[href$='/login/']")


@pytest.fixture
def with_factors(person):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


def test_the_second_step_of_signing_in_reads_like_the_first(client, with_factors):
    page = sign_in(client)

    assert page.request["PATH_INFO"] == reverse("mfa_authenticate")
    assert "One more step" in words(page)
    assert not THEIRS.search(words(page)), THEIRS.search(words(page))
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "field__error" in wrong.content.decode()

    code = RecoveryCodes(with_factors.authenticator_set.get(type="recovery_codes"))
    answer = client.post(reverse("mfa_authenticate"), {"code": code.get_unused_codes()[0]})
    assert answer["Location"] == reverse("home:dashboard")


def test_the_pages_of_the_second_factor_read_our_words(client, with_factors):
    sign_in(client)
    codes = RecoveryCodes(with_factors.authenticator_set.get(type="recovery_codes"))
    client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})
    key = Authenticator.objects.create(
        user=with_factors, type=Authenticator.Type.WEBAUTHN, data={"name": "My key"}
    )
    names = ("deactivate_totp", "view_recovery_codes", "generate_recovery_codes", "reauthenticate")
    addresses = [reverse(f"mfa_{name}") for name in names]
    addresses += [reverse(f"mfa_{name}_webauthn", args=[key.pk]) for name in ("remove", "edit")]
    for address in [*addresses, reverse("mfa_list_webauthn"), reverse("mfa_index")]:
        page = visit(client, address)
        assert page.status_code == 200, address
        assert not THEIRS.search(words(page)), f"{address} {THEIRS.search(words(page))}"


def test_signing_in_leaves_no_notice_for_a_later_page(client, person):
    page = sign_in(client)

    assert page.request["PATH_INFO"] == reverse("home:dashboard")
    assert "signed in" not in words(page)
