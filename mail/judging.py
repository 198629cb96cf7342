"""What an answer means for a row: a mail server's, or that of a provider's interface. Pure."""

from __future__ import annotations

import smtplib

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError
from requests import ConnectTimeout
from urllib3.exceptions import NewConnectionError

from .outcome import ENHANCED_STATUS, GONE_STATUSES, Fate, Outcome

NOT_OURS = {401, 403}  # our key is wrong or closed, whoever the recipient is
LATER = {429, 503}  # too much, or closed for a while: nothing was taken
UNSENT = (ConnectTimeout, ConnectTimeoutError, EndpointConnectionError)


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
    if isinstance(error, (AnymailAPIError, AnymailRecipientsRefused)):
        return _judge_provider(error)
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


def _judge_provider(error: AnymailAPIError | AnymailRecipientsRefused) -> Outcome:
    """The outcome of a failed call.

    What was asked and got no answer, or an answer of a server in trouble, may have been taken: it
    is in doubt, as after the final dot of SMTP.
    """
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(Fate.REFUSED, str(error), is_bounce=True)
    status = _status(error)
    if status is None:
        return Outcome(Fate.RELAY if _is_unsent(error) else Fate.IN_DOUBT, str(error))
    if status in NOT_OURS:
        return Outcome(Fate.RELAY, str(error), is_refusal=True)
    if status in LATER:
        return Outcome(Fate.RELAY, str(error))
    return Outcome(Fate.REFUSED if 400 <= status < 500 else Fate.IN_DOUBT, str(error))


def _status(error: AnymailAPIError) -> int | None:
    """Of HTTP; Amazon's library keeps it in a dictionary."""
    response = getattr(error.__cause__, "response", None)
    if error.status_code is None and isinstance(response, dict):
        found = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return int(found) if found else None
    return error.status_code


def _is_unsent(error: AnymailAPIError) -> bool:
    """Whether no line was ever opened: nothing can have been taken."""
    cause = error.__cause__
    if isinstance(cause, UNSENT):
        return True
    below = cause.args[0] if cause is not None and cause.args else None
    return isinstance(getattr(below, "reason", None), NewConnectionError)
