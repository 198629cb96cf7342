"""An issue goes out: planned by the secretariat, sent by the worker, read, clicked, left."""

import re

import pytest
from playwright.sync_api import expect

from newsletters.models import NewsletterIssuePage, Reader, Subscription
from tests.factories.newsletters import make_reader
from tests.journeys.learner import sample
from tests.journeys.site import link_in

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.timeout(120, func_only=True),
]

TITLE, SUBJECT = "Five courses from five places", "Five courses from five places, free of charge"
KOREAN = "다섯 곳에서 온 다섯 과정"
COURSES = "/en/courses/"


@pytest.fixture
def readers(site):
    """Two more readers of the list for the youth."""
    for name, language in (("one", "en"), ("two", "ko")):
        make_reader(f"sent.{name}@example.org", lists=("youth",), language=language, name=name)


@pytest.fixture
def clerk(visit):
    person = sample(visit(), "secretariat@example.org")
    person.sign_in()
    return person.page


def make_audience(page):
    """Of the list for the youth."""
    page.goto("/cms/newsletters/audiences/")
    page.get_by_role("link", name="New audience").click()
    page.get_by_label("Name", exact=True).fill("The young")
    page.get_by_label("One more condition").select_option("list")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Youth").check()
    page.get_by_role("button", name="Count again").click()
    count = Reader.objects.subscribed().filter(subscriptions__mailing_list__key="youth").count()
    expect(page.get_by_role("status").filter(has_text=f"{count} readers")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The audience is saved.")).to_be_visible()
    return count


def choose_the_young(page):
    """That list alone: "Everybody" would be another question."""
    lists = page.get_by_role("group", name="For which lists")
    for box in lists.get_by_role("checkbox").all():
        box.set_checked(False)
    lists.get_by_label("Youth").check()
    page.get_by_label("Audience").select_option(label="The young")


def plan(page, count):
    """From the list of issues to a sending that is done, without touching its page."""
    page.goto("/cms/newsletters/sendings/")
    page.get_by_role("link", name=f"Send {TITLE}").click()
    choose_the_young(page)
    page.get_by_text(f"{count} readers", exact=True).wait_for()  # counted by itself
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"to {count} readers now?")
    page.get_by_role("button", name=f"Send to {count} readers").click()
    page.wait_for_url(re.compile(r"/cms/newsletters/sendings/\d+/$"))
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(f"{count} of {count} readers, 100 %")).to_be_visible()
    return page.url


def row(page, words):
    return page.get_by_role("listitem").filter(has_text=words)


def read_who_got_it(page):
    page.get_by_role("link", name="All readers by name").click()
    got = row(page, "sent.two@example.org")
    expect(got).to_contain_text("Accepted by the mail server")
    expect(got).to_contain_text("한국어")


def click(page, mail):
    """The counted link to the catalogue: it leads on, and names nobody."""
    html = mail.get_body(("html",)).get_content()
    page.set_content(html)
    link = page.get_by_role("link", name="Find a course")
    assert re.search(r"/newsletter/go/[\w-]+/$", link.get_attribute("href"))
    link.click()
    page.wait_for_url(f"**{COURSES}")


def choose_bahasa(page, mail):
    page.goto(link_in(mail, "/preferences/"))
    page.locator("select[name=language]").select_option("id")
    page.locator("main form[action*='/preferences/'] button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    assert Reader.objects.get(email="sent.one@example.org").language == "id"


def leave_by_one_click(context, mail):
    """As a provider does it (RFC 8058): the header's address, a POST, no cookie, no redirect."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<(https?://[^>]+)>", mail["List-Unsubscribe"])[1]
    answer = context.request.post(address, form={"List-Unsubscribe": "One-Click"}, max_redirects=0)
    assert answer.status == 200
    assert not Subscription.objects.active().filter(reader__email="sent.one@example.org").exists()


def test_an_issue_is_sent_watched_read_clicked_and_left(site, visit, clerk, readers):
    assert NewsletterIssuePage.objects.filter(title=TITLE, live=True).exists()
    report = plan(clerk, make_audience(clerk))
    read_who_got_it(clerk)

    mail = site.wait_for_mail("sent.one@example.org", SUBJECT)
    assert site.wait_for_mail("sent.two@example.org", KOREAN)["Content-Language"] == "ko"
    reader = visit().page
    click(reader, mail)
    choose_bahasa(reader, mail)
    leave_by_one_click(visit().context, mail)

    clerk.goto(report)
    expect(row(clerk, "Clicks").last).to_contain_text("1")
    expect(row(clerk, re.compile(rf"{COURSES}\s*1"))).to_be_visible()
    expect(row(clerk, "Unsubscribed")).to_contain_text("1")
    assert len(site.mails_to("sent.one@example.org", SUBJECT)) == 1
    clerk.goto("/cms/newsletters/sendings/")
    clerk.get_by_role("link", name=f"Send {TITLE}").click()
    choose_the_young(clerk)
    clerk.get_by_role("button", name="Go on", exact=True).click()
    expect(clerk.get_by_text("everybody has the issue")).to_be_visible()
