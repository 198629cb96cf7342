"""Signing up in public: the same answer for everybody, no token, no session."""

import time

import pytest
from bs4 import BeautifulSoup

from core.fairness import SECONDS
from newsletters.models import ConsentRecord, Reader, Subscription
from tests.factories.issues import make_issue
from tests.factories.newsletters import make_reader
from tests.users.test_sign_up import error_beside
from tests.words import words_in

from .conftest import mails

pytestmark = pytest.mark.django_db
FORM = "/id/newsletter/subscribe/"
TYPED = {"email": "sari@example.org", "lists": ["network"], "source": "home"}


def send(browser, address=FORM, headers=None, **changes):
    return browser.post(address, {**TYPED, **changes}, headers=headers)


def text(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_the_page_is_kept_and_carries_no_token(client, lists, django_assert_num_queries):
    first = client.get("/en/newsletter/sign-up/")
    with django_assert_num_queries(0):
        again = client.get("/en/newsletter/sign-up/")

    assert first.content == again.content
    assert not first.cookies
    assert "csrfmiddlewaretoken" not in first.content.decode()
    ticked = BeautifulSoup(first.content, "html.parser").select("input[checked]")
    assert [each["value"] for each in ticked] == ["network"]


def test_asking_needs_no_cookie_and_leads_to_the_inbox(stranger, lists):
    answer = send(stranger)

    assert (answer.status_code, answer["Location"]) == (302, "/id/newsletter/asked/")
    assert not answer.cookies
    assert Reader.objects.get().language == "id"
    record = ConsentRecord.objects.get()
    assert record.source == "home"
    assert record.wording


def test_nobody_learns_who_subscribes(stranger, lists):
    make_reader("known@example.org")

    known, unknown = send(stranger, email="known@example.org"), send(stranger)

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.template for mail in mails()] == ["newsletters/already", "newsletters/confirm"]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_another_site_cannot_send_the_form(stranger, lists, headers):
    answer = send(stranger, headers=headers)

    assert answer.status_code == 429
    assert not Reader.objects.exists()
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=email]")["value"] == "sari@example.org"


def test_where_a_browser_says_no_origin_the_referer_counts(lists, client):
    answer = client.post(FORM, TYPED, headers={"Referer": "http://testserver/id/"})

    assert answer.status_code == 302
    assert Reader.objects.count() == 1


def test_a_robot_that_fills_the_trap_hears_the_same_and_nothing_happens(stranger, lists):
    answer = send(stranger, website="https://spam.example")

    assert answer["Location"] == "/id/newsletter/asked/"
    assert not Reader.objects.exists()


def test_too_many_from_one_place_are_asked_to_wait(stranger, lists):
    answers = [send(stranger, email=f"r{number}@example.org") for number in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {302}
    assert answers[20].status_code == 429
    refusal = "Too many addresses were sent from here in a short time. Try again in a minute."
    assert words_in("id", refusal) in text(answers[20])
    assert Reader.objects.count() == 20


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Write your e-mail address"),
        ("a@b", "not an e-mail address"),
        ("jörg@example.org", "cannot carry yet"),
        ("x" * 65536 + "@example.org", "longer than 254"),
        ("a\x00b@example.org", "Null characters"),
    ],
)
def test_a_mistake_is_named_beside_the_field(stranger, lists, email, words):
    answer = send(stranger, address="/en/newsletter/subscribe/", email=email)

    assert answer.status_code == 200
    assert words in error_beside(answer, "email")
    assert not Reader.objects.exists()


def test_no_list_or_a_strange_one_is_said_and_the_address_stays(stranger, lists):
    for chosen, words in (([], "Tick at least one list"), (["secret"], "no longer offered")):
        answer = send(stranger, address="/en/newsletter/subscribe/", lists=chosen)

        assert words in text(answer)
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.select_one("[name=email]")["value"] == "sari@example.org"


def test_a_list_that_is_not_offered_cannot_be_joined(stranger, lists):
    lists["youth"].is_offered = False
    lists["youth"].save()

    send(stranger, lists=["youth"])

    assert not Subscription.objects.exists()


def test_my_link_is_mailed_once_and_the_page_never_says_whether(stranger, lists):
    make_reader("known@example.org")
    address = "/en/newsletter/link/"

    answers = [
        stranger.post(address, {"email": email})
        for email in ("known@example.org", "known@example.org", "nobody@example.org")
    ]

    assert {answer["Location"] for answer in answers} == {"/en/newsletter/asked/"}
    assert len(mails("link")) == 1


def test_without_lists_there_is_no_form_anywhere(client, db):
    assert "no newsletter to sign up for" in text(client.get("/en/newsletter/sign-up/"))
    foot = BeautifulSoup(client.get("/en/goals/").content, "html.parser").select("footer form")
    assert not foot


def test_the_foot_of_a_page_signs_up_for_the_first_list(client, lists):
    page = BeautifulSoup(client.get("/en/goals/").content, "html.parser")

    form = page.select_one("footer form")
    values = {each.get("name"): each.get("value") for each in form.select("input")}
    assert form["action"] == "/en/newsletter/subscribe/"
    assert values == {"source": "footer", "email": None, "lists": "network", "website": None}


def test_pages_of_sign_in_have_no_second_field_for_an_address(client, lists):
    page = BeautifulSoup(client.get("/en/account/login/").content, "html.parser")

    assert not page.select("footer form")


@pytest.mark.parametrize("email", ["known@example.org", "unknown@example.org"])
def test_how_long_an_answer_takes_tells_nobody_who_reads(stranger, lists, email):
    make_reader("known@example.org")
    for address in (FORM, "/id/newsletter/link/"):
        began = time.monotonic()
        assert send(stranger, address, email=email).status_code == 302
        assert time.monotonic() - began >= SECONDS


def test_who_lost_their_mail_finds_the_way_wherever_the_form_stands(client, lists):
    link = '<a href="/en/newsletter/link/">'

    assert link in client.get(make_issue().url).content.decode()
    assert link in client.get("/en/accounts/login/").content.decode()  # in its foot
    typed = client.get("/en/newsletter/preferences/")
    assert (typed.status_code, typed.url) == (302, "/en/newsletter/link/")
