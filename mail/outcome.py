"""What a mail server's answer means for a row. Pure."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError

ENHANCED_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
GONE_STATUSES = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")


class Fate(Enum):
    REFUSED = auto()  # this recipient or this message: never again
    DEFERRED = auto()  # this message later
    RELAY = auto()  # nothing wrong with the message: the relay is away, or refuses us
    IN_DOUBT = auto()  # perhaps accepted


@dataclass(frozen=True)
class Outcome:
    """`is_bounce`: the recipient was refused; `is_hard`: the address does not exist.

    `is_refusal`: the relay refuses us for good (5xx at MAIL or AUTH), whoever the recipient is.
    """

    fate: Fate
    reply: str
    status: str = ""
    is_bounce: bool = False
    is_hard: bool = False
    is_refusal: bool = False


def judge(error: Exception, *, is_in_doubt: bool) -> Outcome:
    """The outcome of a failed attempt. `is_in_doubt`: the line was lost after the content."""
    if is_in_doubt:
        return Outcome(Fate.IN_DOUBT, str(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return _of_recipient(code, _text(reply))
    if isinstance(error, smtplib.SMTPDataError):
        fate = Fate.REFUSED if error.smtp_code >= 500 else Fate.DEFERRED
        return Outcome(fate, f"{error.smtp_code} {_text(error.smtp_error)}")
    if isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError)):
        said = f"{error.smtp_code} {_text(error.smtp_error)}"
        return Outcome(Fate.RELAY, said, is_refusal=error.smtp_code >= 500)
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(Fate.REFUSED, str(error), is_bounce=True)
    if isinstance(error, AnymailRequestsAPIError) and error.status_code is not None:
        is_ours = 400 <= error.status_code < 500 and error.status_code != 429
        return Outcome(Fate.REFUSED if is_ours else Fate.RELAY, str(error))
    if isinstance(error, (smtplib.SMTPException, OSError)):
        return Outcome(Fate.RELAY, str(error))
    # Another backend's error, after it may have reached the provider: nobody knows.
    return Outcome(Fate.IN_DOUBT, f"{type(error).__name__}: {error}")


def _of_recipient(code: int, reply: str) -> Outcome:
    found = ENHANCED_STATUS.search(reply)
    status = found.group(1) if found else ""
    if code < 500:
        return Outcome(Fate.DEFERRED, f"{code} {reply}", status)
    return Outcome(
        Fate.REFUSED,
        f"{code} {reply}",
        status,
        is_bounce=True,
        is_hard=status in GONE_STATUSES,
    )


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return text.replace("\0", "")
