"""What the links of a mail open, and what a GET never does."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from mail.actions import queue_delivery
from mail.addresses import email_key
from mail.models import Delivery, Suppression
from newsletters.actions import mail_link, revoke_links, subscribe
from newsletters.actions.proof import Proof
from newsletters.models import Subscription
from newsletters.personal_data import erase_reader
from tests.factories.newsletters import make_reader, make_sending
from tests.words import words_in

from .conftest import mails

pytestmark = pytest.mark.django_db
PAGES = ("confirm", "preferences", "unsubscribe", "goodbye")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(lists):
    return make_reader("sari@example.org", lists=("network", "youth"), language="id")


def issue_to(reader, scopes="list:network"):
    """A delivery of a sending, as the ledger writes it."""
    return Delivery.objects.create(
        sending=make_sending(),
        scopes=scopes,
        to_email=reader.email,
        email_key=reader.email_key,
        language=reader.language,
        next_attempt_at=timezone.now(),
    )


def address(name, delivery, language="id"):
    return f"/{language}/newsletter/{name}/{delivery.token.hex}/"


def page(answer):
    return BeautifulSoup(answer.content, "html.parser")


def active():
    rows = Subscription.objects.active().order_by("mailing_list__key")
    return list(rows.values_list("mailing_list__key", flat=True))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_link_is_kept_by_nobody_and_named_to_nobody(client, reader, name):
    answer = client.get(address(name, issue_to(reader)))

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert page(answer).html["lang"] == "id"
    assert page(answer).select_one("meta[name=robots]")["content"] == "noindex"


@pytest.mark.parametrize("name", [*PAGES, "preferences/{}/leave", "preferences/{}/revoke"])
def test_a_get_changes_nothing(client, reader, name):
    delivery = issue_to(reader)
    path = f"/id/newsletter/{name}/" if "{}" in name else address(name, delivery)
    before = list(Subscription.objects.values())

    client.get(path.format(delivery.token.hex))

    assert list(Subscription.objects.values()) == before
    assert not Suppression.objects.exists()


def test_confirming_shows_what_waits_and_a_post_begins_it(stranger, lists):
    subscribe(
        address="sari@example.org",
        lists=[lists["network"]],
        language="id",
        proof=Proof("home", "id"),
        at=timezone.now(),
    )
    path = address("confirm", mails("confirm")[0])

    shown = page(stranger.get(path))
    assert "Kabar jaringan" in shown.get_text()
    assert active() == []
    keys = [each["value"] for each in shown.select("form [name=lists]")]
    done = stranger.post(path, {"lists": keys}, follow=True)

    assert active() == ["network"]
    assert words_in("id", "Your address is confirmed. Thank you.") in page(done).get_text()


@pytest.mark.both_databases
def test_what_no_database_takes_confirms_nothing(stranger, lists):
    subscribe(
        address="new@example.org",
        lists=[lists["network"]],
        language="id",
        proof=Proof("home", "id"),
        at=timezone.now(),
    )

    answer = stranger.post(address("confirm", mails("confirm")[0]), {"lists": ["\0", "network\0"]})

    assert answer.status_code == 302
    assert not Subscription.objects.active().exists()


def test_unsubscribing_leaves_this_list_and_asks_why_only_afterwards(stranger, reader):
    path = address("unsubscribe", issue_to(reader))
    assert not page(stranger.get(path)).select("[name=reason]")

    goodbye = stranger.post(path, follow=True)

    assert active() == ["youth"]
    assert page(goodbye).select("[name=reason]")
    where = goodbye.redirect_chain[-1][0]
    thanked = stranger.post(where, {"reason": "TOO_MUCH"}, follow=True)
    assert words_in("id", "Thank you. That helps us.") in page(thanked).get_text()
    assert Subscription.objects.get(mailing_list__key="network").left_reason == "TOO_MUCH"


def test_leaving_everything_is_one_button_further(stranger, reader):
    path = address("unsubscribe", issue_to(reader))
    assert page(stranger.get(path)).select_one("button[name=leave]")["value"] == "all"

    stranger.post(path, {"leave": "all"})

    assert active() == []


def test_one_click_of_a_provider_leaves_without_cookie_or_redirect(reader):
    provider = Client(enforce_csrf_checks=True)

    answers = [provider.post(address("unsubscribe", issue_to(reader)), ONE_CLICK) for _ in "ab"]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert active() == ["youth"]
    assert not answers[0].cookies


def test_one_click_answers_the_same_for_a_token_that_nobody_has(reader):
    provider = Client(enforce_csrf_checks=True)
    known = provider.post(address("unsubscribe", issue_to(reader)), ONE_CLICK)
    unknown = provider.post(f"/id/newsletter/unsubscribe/{uuid.uuid4().hex}/", ONE_CLICK)
    broken = provider.post("/id/newsletter/unsubscribe/no-such-token/", ONE_CLICK)

    for answer in (unknown, broken):
        assert (answer.status_code, answer.content) == (known.status_code, known.content)


def test_one_click_in_one_part_of_a_form_counts_too(reader):
    """RFC 8058 lets providers send multipart/form-data."""
    part = 'Content-Disposition: form-data; name="List-Unsubscribe"'
    answer = Client().post(
        address("unsubscribe", issue_to(reader)),
        f"--b\r\n{part}\r\n\r\nOne-Click\r\n--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )

    assert answer.status_code == 200
    assert active() == ["youth"]


def test_a_revoked_link_opens_nothing_and_offers_a_new_one(stranger, reader):
    delivery = issue_to(reader)
    revoke_links(reader=reader, proof=Proof("preferences", "id"), at=timezone.now())

    for name in PAGES:
        for answer in (
            stranger.get(address(name, delivery)),
            stranger.post(address(name, delivery)),
        ):
            assert answer.status_code == 410
            assert page(answer).select_one("form[action='/id/newsletter/link/']")
            assert "sari@" not in answer.content.decode()
    assert active() == ["network", "youth"]
    assert stranger.get(address("preferences", mails("link")[0])).status_code == 200


def test_a_revoked_link_still_stops_mail_by_one_click(reader):
    delivery = issue_to(reader)
    revoke_links(reader=reader, proof=Proof("preferences", "id"), at=timezone.now())

    Client().post(address("unsubscribe", delivery), ONE_CLICK)

    assert active() == ["youth"]


def test_the_link_of_somebody_who_was_erased_opens_nothing(client, reader):
    delivery = issue_to(reader)
    erase_reader(reader=reader, at=timezone.now())

    assert client.get(address("preferences", delivery)).status_code == 410


def test_the_token_of_another_mail_leads_nowhere(client, reader):
    delivery = queue_delivery(
        key="x", template="certificate", language="id", to_email="sari@example.org"
    )

    assert client.get(address("preferences", delivery)).status_code == 404


def test_preferences_change_language_name_and_lists(stranger, reader):
    path = address("preferences", issue_to(reader))
    saved = stranger.post(
        path, {"language": "ne", "name": "सारी", "lists": ["courses"]}, follow=True
    )

    reader.refresh_from_db()
    assert (reader.language, reader.name) == ("ne", "सारी")
    assert active() == ["courses"]
    assert saved.redirect_chain[0][0].startswith("/ne/newsletter/preferences/")
    assert page(saved).html["lang"] == "ne"
    assert page(saved).select_one("[role=status]")


def test_a_mistake_in_preferences_keeps_what_was_typed(stranger, reader):
    answer = stranger.post(
        address("preferences", issue_to(reader)), {"language": "xx", "name": "12", "lists": []}
    )

    assert answer.status_code == 200
    assert page(answer).select_one("[name=name]")["value"] == "12"
    assert page(answer).select(".field__error")
    assert active() == ["network", "youth"]


def test_an_old_mail_in_another_language_leads_to_the_readers_own(client, reader):
    delivery = issue_to(reader)
    reader.language = "ko"
    reader.save()

    answer = client.get(address("preferences", delivery))

    assert answer["Location"] == address("preferences", delivery, "ko")


def test_a_page_in_a_third_language_offers_to_write_in_it(stranger, reader):
    delivery = issue_to(reader)
    shown = page(stranger.get(address("preferences", delivery, "ja")))

    form = shown.select_one("form[action$='/language/']")
    stranger.post(form["action"])

    reader.refresh_from_db()
    assert reader.language == "ja"
    assert active() == ["network", "youth"]


def test_closing_the_links_closes_this_one_too(stranger, reader):
    delivery = issue_to(reader)

    answer = stranger.post(f"/id/newsletter/preferences/{delivery.token.hex}/revoke/")

    assert answer["Location"] == "/id/newsletter/asked/"
    assert stranger.get(address("preferences", delivery)).status_code == 410


def test_the_link_is_not_mailed_to_somebody_erased(reader):
    erase_reader(reader=reader, at=timezone.now())

    assert not mail_link(address="sari@example.org", at=timezone.now())
    assert reader.email_key == email_key("sari@example.org")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_form_of_a_dead_link_is_taken_from_a_real_browser(browser_page, live_server):
    make_reader("sari@example.org")
    dead = f"{live_server.url}/en/newsletter/unsubscribe/{uuid.uuid4().hex}/"
    browser_page.goto(dead)

    form = browser_page.locator("form[action$='/newsletter/link/']")
    form.locator("input[name=email]").fill("sari@example.org")
    form.locator("button").click()
    browser_page.wait_for_url("**/asked/")

    assert len(mails("link")) == 1


def test_who_unticks_every_list_reads_that_nothing_comes_any_more(stranger):
    reader = make_reader("mina@example.org", lists=("network",), language="en")
    path = address("preferences", issue_to(reader), "en")
    typed = {"language": "en", "name": "Mina"}

    saved = stranger.post(path, {**typed, "lists": []}, follow=True).content.decode()
    again = stranger.post(path, {**typed, "lists": ["network"]}, follow=True).content.decode()

    assert "No newsletter comes to you any more." in saved
    assert "Your choices are saved." in again
    assert "No newsletter comes to you any more." not in again
