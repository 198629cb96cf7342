"""An issue in all languages, as bytes on the wire: its form, its headers, its HTML.

Form by RFC 5322, 2045 and 2047; headers by RFC 2369, 2919, 3834 and 8058; what mail programs show
of HTML by tests/newsletters/lint.py. Chromium and axe-core read the HTML in `make test-long`; the
pictures of it lie in var/messages/.
"""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr, parsedate_to_datetime

import pytest

from courses.models import MediaImage
from mail.rendering import render_message
from newsletters.models import Subscription
from tests.axe.looking import STILL, look_here
from tests.servers.databases import ROOT

from .everywhere import LANGUAGES, answer_somebody, joined, parsed, send_everywhere
from .lint import find_faults_of_form, find_faults_of_html
from .texts import READERS, TEXTS

ONCE = [
    *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("Content-Language", "Reply-To", "List-Id", "Feedback-ID"),
    *("List-Unsubscribe", "List-Unsubscribe-Post"),
]
WIDTHS, SCHEMES = (390, 700), ("light", "dark")


@pytest.mark.slow
def test_every_message_has_the_form_that_the_rfcs_ask_for(messages):
    for language, (delivery, envelope) in messages.items():
        assert find_faults_of_form(envelope.content) == [], language
        message = parsed(envelope)
        assert [part.defects for part in message.walk()] == [[], [], []]
        assert [part.get_content_type() for part in message.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        assert {name: len(message.get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1)
        assert message["To"].addresses[0].display_name == READERS[language]
        assert message["To"].addresses[0].addr_spec == delivery.to_email
        assert message["From"].addresses[0].addr_spec == "news@example.org"
        assert message["Subject"] == TEXTS[language]["title"]
        assert re.fullmatch(r"<\d+\.[0-9a-f]{24}@learning\.example\.org>", message["Message-ID"])
        age = datetime.now(UTC) - parsedate_to_datetime(message["Date"]).replace(tzinfo=UTC)
        assert abs(age) < timedelta(minutes=1)
        assert message["Content-Language"] == language


@pytest.mark.slow
def test_every_message_names_its_list_and_two_ways_to_leave(messages):
    for language, (delivery, envelope) in messages.items():
        message = parsed(envelope)
        web, mailbox = re.fullmatch(
            r"<(https://[^<>\s]+)>, ?<mailto:([^<>\s]+)>", str(message["List-Unsubscribe"])
        ).groups()
        path = f"/{language}/newsletter/unsubscribe/{delivery.token.hex}/"
        assert web == f"https://learning.example.org{path}"
        assert mailbox.startswith("leave+")
        assert mailbox.endswith("@example.org")
        assert len(mailbox.partition("@")[0]) <= 64
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Id"] == "<network.learning.example.org>"
        assert parseaddr(envelope.sender)[1].startswith("bounce+")
        for kind in ("html", "plain"):
            assert path in message.get_body((kind,)).get_content()


@pytest.mark.slow
def test_a_get_changes_nothing_and_one_post_without_a_cookie_leaves(messages, stranger):
    for language, (delivery, envelope) in messages.items():
        web = re.search(r"<https://[^/]+([^>]+)>", str(parsed(envelope)["List-Unsubscribe"]))[1]
        mine = Subscription.objects.filter(reader__email=delivery.to_email)

        assert stranger.get(web).status_code == 200
        assert mine.active().exists(), language
        answer = stranger.post(web, {"List-Unsubscribe": "One-Click"}, headers={"Origin": ""})
        assert answer.status_code == 200
        assert not mine.active().exists()


@pytest.mark.slow
def test_mail_programs_show_the_html_of_every_message(messages):
    for language, (delivery, envelope) in messages.items():
        html = parsed(envelope).get_body(("html",)).get_content()

        assert find_faults_of_html(html) == [], language
        assert f'<html lang="{language}" dir="ltr"' in html
        assert f"/newsletter/unsubscribe/{delivery.token.hex}/" in html


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_that_answers_somebody_says_that_a_machine_wrote_it(language, lists, places):
    for row in answer_somebody(language, lists):
        content = render_message(row).message().as_bytes(linesep="\r\n")
        message = message_from_bytes(content, policy=policy.default)
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Content-Language"] == language
        assert find_faults_of_form(content) == [], row.template
        assert find_faults_of_html(message.get_body(("html",)).get_content()) == [], row.template
        has_way_out = message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert has_way_out == (row.template == "newsletters/welcome")


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_axe_finds_nothing_in_the_html_of_a_message(browser, live_server, lists, settings, places):
    settings.LMS_SITE_URL = live_server.url
    send_everywhere()
    page = browser.new_context(**STILL).new_page()
    picture = MediaImage.objects.get().file.read()  # no web server stands before this one
    page.route(
        "**/media/images/**", lambda route: route.fulfill(body=picture, content_type="image/png")
    )
    kept = ROOT / "var" / "messages"
    kept.mkdir(parents=True, exist_ok=True)
    views = [({"width": width, "height": 900}, scheme) for width in WIDTHS for scheme in SCHEMES]
    problems = []

    for language, (_delivery, envelope) in joined().items():
        html = parsed(envelope).get_body(("html",)).get_content()
        (kept / f"{language}.html").write_text(html, encoding="utf-8")
        page.set_content(html, wait_until="load")
        problems += look_here(page, language, views)[1]
        missing = page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
        problems += [f"{language}: no picture at {each}" for each in missing]
        for viewport, scheme in views:
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            name = f"{language}-{viewport['width']}-{scheme}.png"
            page.screenshot(path=kept / name, full_page=True)

    page.context.close()
    assert not problems, "\n".join(problems)
