"""A reader signs up on the home page, confirms, changes the language, leaves by one click."""

import re

import pytest
from playwright.sync_api import expect

from newsletters.models import LeftBy, Reader, Subscription
from tests.journeys.site import link_in
from tests.words import words_in

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}


def said(message):
    """In the language of these readers."""
    return words_in("id", message)


CONFIRM = "Please confirm: newsletter of CityNet"


def ask(page, address):
    """By the form of the home page in Bahasa Indonesia, for two lists."""
    page.goto("/id/")
    form = page.locator("form.newsletter-form")
    form.get_by_label(said("E-mail")).fill(address)
    form.locator("summary").click()
    form.get_by_label("Kaum muda").check()
    form.get_by_role("button").click()
    expect(page).to_have_url(re.compile("/id/newsletter/asked/$"))


def press(page, name):
    """The button of this form, whatever language it speaks."""
    page.locator(f"main form[action*='/newsletter/{name}/'] button").first.click()


def subscriptions(address):
    rows = Subscription.objects.active().filter(reader__email=address)
    return set(rows.values_list("mailing_list__key", flat=True))


@pytest.mark.parametrize(
    "options",
    [{}, {"viewport": PHONE, "java_script_enabled": False}],
    ids=["desk", "phone without scripts"],
)
def test_a_reader_comes_changes_language_and_leaves_by_one_click(site, visit, options):
    address = "phone@example.org" if options else "desk@example.org"
    visitor = visit(**options)
    page = visitor.page
    ask(page, address)
    mail = site.wait_for_mail(address, said(CONFIRM))
    assert mail["Content-Language"] == "id"
    assert "Kabar jaringan, Kaum muda" in mail.get_body(("plain",)).get_content()

    page.goto(link_in(mail, "/confirm/"))
    expect(page.locator("html")).to_have_attribute("lang", "id")
    assert subscriptions(address) == set()
    press(page, "confirm")
    expect(page.get_by_text(said("Your address is confirmed. Thank you."))).to_be_visible()
    assert subscriptions(address) == {"network", "youth"}

    page.get_by_role("link", name=said("Change what you get")).click()
    page.locator("select[name=language]").select_option("ne")
    page.get_by_label("Kaum muda").uncheck()
    press(page, "preferences")
    expect(page.locator("html")).to_have_attribute("lang", "ne")
    assert Reader.objects.get(email=address).language == "ne"
    assert subscriptions(address) == {"network"}

    token = page.url.partition("/preferences/")[2].partition("/")[0]
    leaving = f"{site.url}/ne/newsletter/unsubscribe/{token}/"
    page.goto(leaving)
    assert subscriptions(address) == {"network"}
    provider = visit().context.request
    answer = provider.post(leaving, form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert answer.status == 200
    assert subscriptions(address) == set()
    left = Subscription.objects.get(reader__email=address, mailing_list__key="network")
    assert left.left_by == LeftBy.ONE_CLICK


def test_links_that_were_closed_open_nothing_and_a_new_one_comes(site, visit):
    address = "closed@example.org"
    visitor = visit()
    page = visitor.page
    ask(page, address)
    first = link_in(site.wait_for_mail(address, said(CONFIRM)), "/confirm/")
    page.goto(first)
    press(page, "confirm")
    page.get_by_role("link", name=said("Change what you get")).click()

    page.get_by_role("button", name=said("Close all links")).click()
    second = link_in(
        site.wait_for_mail(address, said("Your link to the newsletter of CityNet")), "/preferences/"
    )

    with visitor.expecting(410):
        page.goto(first)
    expect(page.get_by_role("heading", name=said("This link was revoked"))).to_be_visible()
    page.goto(second)
    expect(page.get_by_label("Kabar jaringan")).to_be_checked()


def test_an_account_is_made_with_the_newsletter(site, visit):
    page = visit().page
    page.goto("/en/account/signup/")
    page.get_by_label("Name").fill("Sari Dewi")
    page.get_by_label("E-mail").fill("account@example.org")
    page.locator("[name=password1]").fill("a-street-is-read-with-the-feet")
    page.get_by_label("I agree to").check()
    box = page.get_by_label("Send me the newsletter")
    expect(box).not_to_be_checked()
    box.check()
    page.get_by_role("button", name="Make an account").click()
    mail = site.wait_for_mail("account@example.org", "Confirm your e-mail address")

    page.goto(link_in(mail, "/confirm-email/"))
    page.get_by_role("button", name="Confirm").click()

    page.goto("/en/my-profile/")
    section = page.locator("#newsletter")
    expect(section.get_by_label("Network news")).to_be_checked()
    expect(section.get_by_label("Youth")).not_to_be_checked()
    section.get_by_label("Network news").uncheck()
    section.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    assert subscriptions("account@example.org") == set()
