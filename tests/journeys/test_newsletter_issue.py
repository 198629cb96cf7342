"""The secretariat starts a month's issue, tries it, and publishes it in the archive."""

import pytest
from playwright.sync_api import expect

from newsletters.models import NewsletterIssuePage
from tests.journeys.editor import Editor
from tests.journeys.learner import sample
from tests.journeys.site import link_in

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(120, func_only=True),
]

TITLE, STORY = "Shade for every stop", "Where it is cool at noon"
MODES = {"mail": "Hello Sample name", "mail-dark": TITLE, "mail-text": TITLE}


@pytest.fixture
def page(visit):
    person = sample(visit(), "secretariat@example.org")
    person.sign_in()
    Editor(person)  # while somebody types, the editor saves by itself
    return person.page


def start(page):
    page.goto("/cms/newsletter/issues/")
    page.get_by_role("button", name="Start this month’s issue").click()
    page.wait_for_url("**/edit/")


def fill(page):
    """What the last issue's shape left empty."""
    page.locator("#id_title").fill(TITLE)
    page.get_by_role("textbox", name="Preview line").fill("Trees, cloth and arcades.")
    page.locator("#id_lead").fill("Three places that are cool at noon.")
    page.locator("[name$='-value-title']").first.fill(STORY)
    page.locator("[name$='-value-label']").fill("Read on")
    page.locator("[name$='-value-url']").last.fill("https://example.org/")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success").last).to_be_visible()


def open_desk(page):
    page.goto("/cms/newsletter/issues/")
    page.get_by_role("row", name=TITLE).get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def try_it(page, site):
    expect(page.get_by_text("Nothing stops publication.")).to_be_visible()
    page.get_by_label("Addresses").fill("nadia@example.org")
    page.get_by_role("button", name="Send the test").click()
    expect(page.get_by_text("on its way to nadia@example.org")).to_be_visible()
    mail = site.wait_for_mail("nadia@example.org", f"[Test] {TITLE}", seconds=20)
    assert STORY in mail.get_body(("html",)).get_content()
    assert "/en/newsletter/unsubscribe/" in link_in(mail, "unsubscribe")


def look(page, issue):
    for mode, words in MODES.items():
        page.goto(f"/cms/pages/{issue.pk}/view_draft/?mode={mode}")
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_months_issue_from_the_last_ones_shape_to_the_archive(page, site):
    start(page)
    first = page.url
    start(page)
    assert page.url == first
    fill(page)
    open_desk(page)
    try_it(page, site)
    look(page, NewsletterIssuePage.objects.get(draft_title=TITLE))

    open_desk(page)
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("The issue is published in the archive.")).to_be_visible()

    page.get_by_role("link", name="See it in the archive").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_role("heading", name=STORY)).to_be_visible()
    page.get_by_role("link", name="All issues").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
