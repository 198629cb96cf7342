"""A single message is plain ASCII on the wire, and says what was written."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from mail.message import SingleMessage
from mail.models import Delivery
from mail.rendering import render_message
from mail.sending import send_deliveries
from tests.newsletters.lint import find_faults_of_form

from .test_sending import queue

LONG_KOREAN = "도시와 시민이 함께 배우는 지속가능발전목표 온라인 과정 수료증이 발급되었습니다 " * 3
WORDS = [
    *("Text", "a word " * 300, "x" * 3000, LONG_KOREAN, "ß" * 700),
    ".\n..\nFrom here\n-- \n=3D\n",
]
NAMES = ["", "Nadia", 'Nadia "N", Rahman', "나디아 " * 30, "দীর্ঘনাম" * 15, "N" * 150]
# Longer than what is quoted, shorter than a line: it once stood there as it is.
NAMES.append("Rahman, Nadia (streets) <somebody@example.net>; Department of Roads, x")


def bytes_of(**fields) -> bytes:
    return SingleMessage(**fields).message().as_bytes(linesep="\r\n")


def person(content: bytes, header: str) -> tuple[str, str]:
    """Python's newer parser keeps the spaces between two encoded words of a name: not so here."""
    name, address = parseaddr(message_from_bytes(content)[header])
    return str(make_header(decode_header(name))), address


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.django_db
def test_every_line_and_every_encoded_word_is_short_and_says_what_was_written(words, name):
    subject = " ".join(words.split())
    row = Delivery(
        to_name=name, to_email="a@example.org", subject=subject, text=words, html=f"<p>{words}</p>"
    )
    row.from_email = f"{LONG_KOREAN} <learning@example.org>"

    content = render_message(row).message().as_bytes(linesep="\r\n")
    message = message_from_bytes(content, policy=policy.default)

    assert find_faults_of_form(content) == []
    assert message["Subject"] == subject
    assert person(content, "To") == (name.strip(), "a@example.org")
    assert person(content, "From") == (LONG_KOREAN.strip(), "learning@example.org")
    for kind, text in (("plain", words), ("html", f"<p>{words}</p>")):
        got = message.get_body((kind,)).get_content().replace("\r\n", "\n")
        assert got.rstrip("\n") == text.rstrip("\n")


def test_the_shorter_of_the_two_encodings_is_taken():
    english = bytes_of(subject="S", body="Plain English. " * 20, to=["a@example.org"])
    korean = bytes_of(subject="S", body=LONG_KOREAN, to=["a@example.org"])

    assert b"Content-Transfer-Encoding: quoted-printable" in english
    assert b"Content-Transfer-Encoding: base64" in korean


def test_a_header_may_name_several_people():
    content = bytes_of(subject="S", body="B", to=["나디아 <a@example.org>", "b@example.org"])

    people = message_from_bytes(content, policy=policy.default)["To"].addresses
    assert [each.addr_spec for each in people] == ["a@example.org", "b@example.org"]
    assert people[0].display_name == "나디아"


@pytest.mark.django_db
@pytest.mark.slow
def test_a_server_without_8bitmime_takes_it(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    queue(to_name="나디아", subject=LONG_KOREAN, text=LONG_KOREAN, html=f"<p>{LONG_KOREAN}</p>")

    send_deliveries(seconds=5)

    (message,) = smtp_server.messages
    assert message.get_content_type() == "multipart/alternative"
    assert message.as_bytes().isascii()
