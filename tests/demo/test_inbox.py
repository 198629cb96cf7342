"""What the demo's mail server received, shown at /demo/inbox/."""

from email.message import EmailMessage

import pytest
from django.urls import reverse
from django.utils.translation import override

from core.stylesheet import build_site_css

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    message = EmailMessage()
    message["Subject"] = "Your certificate: 도시"
    message["To"] = "Nour <nour@example.org>"
    message["Message-ID"] = "<one@example.org>"
    message.set_content("Plain words.")
    message.add_alternative("<p>Rendered</p><script>alert(1)</script>", subtype="html")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "1795513538348935261.eml").write_bytes(message.as_bytes())
    return message.as_bytes()


@pytest.fixture
def message_id():
    return 1795513538348935261


def test_the_list_names_every_message(client, source):
    page = client.get("/demo/inbox/").content.decode()

    assert "Your certificate: 도시" in page
    assert "nour@example.org" in page


@pytest.mark.parametrize(
    ("language", "day"), [("en", "24 November 2026"), ("ko", "2026년 11월 24일")]
)
def test_a_day_is_written_as_its_language_does(client, source, message_id, language, day):
    with override(language):
        addresses = reverse("demo:inbox"), reverse("demo:message", args=[message_id])

    for address in addresses:
        answer = client.get(address, headers={"Accept-Language": language})
        assert day in answer.content.decode()


def test_an_empty_inbox_says_so(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    assert client.get("/demo/inbox/").status_code == 200


@pytest.mark.parametrize(("shown", "words"), [("plain", "Plain words."), ("source", "Message-ID")])
def test_a_message_shows_itself(client, source, message_id, shown, words):
    page = client.get(reverse("demo:message", args=[message_id]), {"as": shown})

    assert words in page.content.decode()


def test_rendered_html_stands_in_a_frame_that_may_run_nothing(client, source, message_id):
    page = client.get(reverse("demo:message", args=[message_id])).content.decode()
    frame = client.get(reverse("demo:message-html", args=[message_id]))
    assert b'<base target="_blank">' in frame.content

    assert "sandbox=" in page
    assert "allow-scripts" not in page
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert "script-src" not in frame["Content-Security-Policy"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_long_lines_of_a_message_wrap_on_a_phone(client, source, message_id):
    page = client.get(reverse("demo:message", args=[message_id]), {"as": "source"})

    assert b"<pre " in page.content
    assert "pre{white-space: pre-wrap;overflow-wrap: anywhere}" in build_site_css()


def test_the_inbox_switches_language(client, source, message_id):
    address = reverse("demo:message", args=[message_id])
    page = client.get(address, {"as": "source"}).content.decode()

    assert f'href="{address}?as=source&amp;lang=ko"' in page
    assert '<html lang="ko"' in client.get(f"{address}?as=source&lang=ko").content.decode()


def test_the_eml_is_the_message_as_received(client, source, message_id):
    response = client.get(f"/demo/inbox/{message_id}.eml")

    assert response.content == source
    assert response["Content-Type"] == "message/rfc822"


def test_the_list_for_testers_says_where_each_message_lies(client, source, message_id):
    (row,) = client.get("/demo/inbox/messages.json").json()["messages"]

    assert row["id"] == message_id
    assert row["message_id"] == "<one@example.org>"
    assert row["eml"] == f"/demo/inbox/{message_id}.eml"


def test_a_message_that_does_not_exist_is_404(client, source):
    assert client.get("/demo/inbox/7/").status_code == 404
    assert client.get("/demo/inbox/7.eml").status_code == 404
