"""The running demo: the newsletter has come, and a course leads to its certificate."""

from __future__ import annotations

import json
import re
import signal
import time

import pytest
from django.db import connections
from playwright.sync_api import expect

from tests.demo.launching import Demo
from tests.journeys.learner import Learner, sample
from tests.journeys.paper import shows_code_of, words_on
from tests.journeys.visitor import Visitor
from tests.servers.databases import lead_to
from tests.servers.mail import free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]


@pytest.fixture
def demo(browser, tmp_path, django_db_blocker):
    """Started from nothing; the ORM of this process looks into its database."""
    started = Demo(tmp_path, free_port())
    before = str(connections["default"].settings_dict["NAME"])
    with django_db_blocker.unblock():
        lead_to(str(tmp_path / "db.sqlite3"))
        yield started
        lead_to(before)
    started.stop(signal.SIGINT)


@pytest.fixture
def visit(browser, demo):
    visitors: list[Visitor] = []

    def open_browser() -> Visitor:
        visitors.append(Visitor(browser, demo.url))
        return visitors[-1]

    yield open_browser
    problems = [problem for visitor in visitors for problem in visitor.problems]
    for visitor in visitors:
        visitor.close()
    assert not problems, "\n".join(problems)


def kept(page) -> list[dict]:
    """The rows of the inbox, the newest first."""
    rows: list[dict] = json.loads(page.request.get("/demo/inbox/messages.json").text())["messages"]
    return rows


def wait_for_certificate(page, email: str, seconds: float = 10) -> dict:
    """The row of the inbox that tells this person of a certificate."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        rows = kept(page)
        for row in rows:
            if email in row["to"] and "Your certificate" in row["subject"]:
                return row
        time.sleep(0.2)
    raise AssertionError(f"no certificate within {seconds} s, but {rows}")


ISSUES = {
    "mele.fifita@example.org": ("en", "How to decide together"),
    "jiwoo.han@example.org": ("ko", "다음 홍수가 오기 전에"),
    "bayu.nugroho@example.org": ("id", "Cara memutuskan bersama"),
}


def find_issue(page, email: str, subject: str) -> dict:
    (row,) = [row for row in kept(page) if email in row["to"] and subject in row["subject"]]
    return row


def check_the_newsletter_came(visit, clerk: Learner) -> None:
    """Sent by the worker at the first start, to each reader in their language; and the report."""
    inbox = visit().page
    for email, (language, subject) in ISSUES.items():
        row = find_issue(inbox, email, subject)
        inbox.goto("/demo/inbox/")
        inbox.locator(f"a[href*='{row['id']}']").click()
        frame = inbox.frame_locator("iframe")
        expect(frame.locator("html")).to_have_attribute("lang", language)
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
    clerk.sign_in()
    clerk.page.goto("/cms/newsletters/sendings/")
    clerk.page.get_by_role("link", name="How to decide together").first.click()
    expect(clerk.page.get_by_text("Done", exact=True)).to_be_visible()
    expect(clerk.page.get_by_text("11 of 11 readers")).to_be_visible(timeout=30_000)


def test_the_newsletter_has_come_and_the_demos_learner_finds_the_certificate(browser, demo, visit):
    _, email, password = demo.sign_in
    check_the_newsletter_came(visit, sample(visit(), "secretariat@example.org"))
    rina = Learner(visit(), email, password=password)
    rina.sign_in()
    rina.find_course("Approaches in Sustainable Tourism")
    rina.page.locator("main").get_by_role("link", name="Continue", exact=True).click()
    expect(rina.foot).to_be_visible()

    rina.complete_lesson()
    while not rina.has_completed_course():
        rina.turn_page()
        rina.complete_lesson()
    mail = wait_for_certificate(rina.page, email)

    inbox = visit().page
    inbox.goto("/demo/inbox/")
    inbox.locator(f"a[href*='{mail['id']}']").click()
    expect(inbox.locator("body")).to_contain_text(email)
    source = inbox.request.get(mail["eml"]).text()
    code = re.search(r"/certificates/([\w-]{14})/", source)[1]
    pdf = rina.page.request.get(f"/certificates/{code}/certificate.pdf").body()
    assert code in words_on(pdf)
    assert shows_code_of(pdf, f"{demo.url}/certificates/{code}/")
    inbox.goto(f"{demo.url}/certificates/{code}/")
    expect(inbox.get_by_text("This certificate is valid")).to_be_visible()
