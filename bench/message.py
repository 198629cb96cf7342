"""The message that is measured, ours and the peers'."""

from __future__ import annotations

from dataclasses import replace

from mail.sendings import Words
from mail.slots import NAMES, slot

PARAGRAPH = (
    "<p style='margin:0 0 16px'>Who was your street planned for? Plan and walk an audit.</p>"
)
WORDS = Words(
    language="en",
    subject="A masterclass on safe and inclusive streets",
    html=f"<!doctype html><html lang='en'><body><p>Dear {slot('name')}</p>{PARAGRAPH * 120}"
    f"<a href='https://example.org/en/newsletter/unsubscribe/{slot('token')}/'>Leave</a></body>",
    text=f"Dear {slot('name')},\n\n" + "Who was your street planned for?\n" * 40,
)


def in_django_template() -> Words:
    """The same words for those who fill Django's templates: `{{ name }}`, `{{ token }}`."""
    text, html = WORDS.text, WORDS.html
    for name in NAMES:
        text = text.replace(slot(name), f"{{{{ {name} }}}}")
        html = html.replace(slot(name), f"{{{{ {name} }}}}")
    return replace(WORDS, text=text, html=html)
