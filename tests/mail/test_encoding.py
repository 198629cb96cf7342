"""What is encoded once reads as if it had been encoded for each reader."""

from email import message_from_bytes

import pytest

from mail.encoding import Base64Body, QuotedPrintableBody, encode_body
from mail.slots import fill_slots, slot, without_slots

VALUES = {"name": "আয়ু . é", "email": "ayu@example.org", "token": "f" * 32}
TEXTS = [
    "",
    "Plain\n",
    f"Dear {slot('name')},\n\n.dot at a line's start\n..two\n",
    f"{slot('token')}{slot('name')}{slot('email')}",
    f"x{slot('name')}yz\n{slot('name')}1{slot('name')}22{slot('name')}333{slot('name')}4444444",
    "한국어 본문입니다. " * 40 + slot("token") + "中文" * 60 + slot("name"),
    "a line that goes on and on " * 30 + "ends in a space \nand a tab\t\n" + slot("name") + "\n.",
]


def decoded(body, values) -> tuple[str, list[bytes]]:
    head = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {body.name}"
    content = body.fill(values)
    message = message_from_bytes(head.encode() + b"\r\n\r\n" + content)
    text = message.get_payload(decode=True).decode()
    return text.replace("\r\n", "\n"), content.split(b"\r\n")


@pytest.mark.parametrize("kind", [QuotedPrintableBody, Base64Body])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["", "N", "Na", "Nad", "আয়ু . é"])
def test_a_filled_body_says_what_the_filled_text_says(kind, text, name):
    values = {**VALUES, "name": name}

    got, lines = decoded(kind(text), values)

    assert got == fill_slots(text, values)
    assert max(map(len, lines)) <= 76
    assert not [line for line in lines if line.startswith(b".")]


def test_the_shorter_encoding_is_taken():
    assert encode_body("Plain English text.\n" * 20).name == "quoted-printable"
    assert encode_body("한국어 본문입니다. " * 20).name == "base64"


def test_nobody_can_type_a_slot():
    assert without_slots(f"a{slot('token')}b") == "atokenb"


def test_an_unknown_slot_is_refused():
    with pytest.raises(ValueError):
        slot("password")
