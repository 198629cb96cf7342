"""A single message in bytes that any mail server takes, without 8BITMIME (RFC 6152) too."""

from __future__ import annotations

from email.charset import BASE64, QP, Charset
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import Any

from django.core.mail import EmailMultiAlternatives

from .addresses import ascii_address
from .encoding import quoted_printable
from .headers import address, encoded


class SingleMessage(EmailMultiAlternatives):
    """As Django's; its bodies are encoded, so that lines are short, and its encoded words too."""

    def message(self, **kwargs: Any) -> Any:
        bodies = [str(self.body), *(str(each[0]) for each in self.alternatives)]
        self.encoding = _charset("\n".join(bodies))
        made = super().message(**kwargs)
        made.replace_header("Subject", encoded(str(self.subject), "Subject"))
        made.replace_header("From", _people([self.from_email], "From"))
        made.replace_header("To", _people(self.to, "To"))
        return made


def _people(people: list[str], header: str) -> str:
    """One or more addresses with their names."""
    pairs = getaddresses([str(each) for each in people])
    return ",\r\n ".join(
        # Python writes a name beyond ASCII as one encoded word, however long.
        address(str(make_header(decode_header(name))), ascii_address(each), header=header)
        for name, each in pairs
    )


def _charset(text: str) -> Charset:
    """UTF-8 in whichever of the two encodings is shorter for this text."""
    charset = Charset("utf-8")
    is_readable = len(quoted_printable(text)) <= len(text.encode()) * 78 // 57
    charset.body_encoding = QP if is_readable else BASE64
    return charset
