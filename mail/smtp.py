"""Django's SMTP backend, which also knows whether a lost message may have been accepted."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _DoubtTracking(smtplib.SMTP):
    """`is_in_doubt` is true from the server's 354 until its answer to the final dot (RFC 1047)."""

    is_in_doubt = False
    _is_in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._is_in_data = True
        try:
            return super().data(msg)
        finally:
            self._is_in_data = False

    def send_prepared(self, sender: str, recipient: str, content: bytes) -> None:
        """As `sendmail` for one recipient, for content that needs no more encoding.

        Its lines end with CRLF and none begins with a dot. Raises as `sendmail` does.
        """
        self.is_in_doubt = False
        self.ehlo_or_helo_if_needed()
        code, reply = self.mail(sender)
        if code != 250:
            self._leave(code)
            raise smtplib.SMTPSenderRefused(code, reply, sender)
        code, reply = self.rcpt(recipient)
        if code not in {250, 251}:
            self._leave(code)
            raise smtplib.SMTPRecipientsRefused({recipient: (code, reply)})
        code, reply = self._send_content(content)
        if code != 250:
            self._leave(code)
            raise smtplib.SMTPDataError(code, reply)
        self.is_in_doubt = False

    def _send_content(self, content: bytes) -> tuple[int, bytes]:
        self._is_in_data = True
        try:
            self.putcmd("data")
            code, reply = self.getreply()
            if code != 354:
                return code, reply
            self.send(content + b".\r\n")
            return self.getreply()
        finally:
            self._is_in_data = False

    def _leave(self, code: int) -> None:
        if code == 421:
            self.close()
        else:
            self._rset()  # type: ignore[attr-defined]

    def getreply(self) -> tuple[int, bytes]:
        reply = super().getreply()
        if self._is_in_data:
            self.is_in_doubt = reply[0] == 354
        return reply


class _DoubtTrackingSSL(_DoubtTracking, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class DoubtTrackingBackend(EmailBackend):
    """Give it one message at a time over one open connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _DoubtTrackingSSL if self.use_ssl else _DoubtTracking

    def send_prepared(self, sender: str, recipient: str, content: bytes) -> None:
        """One message over the open connection; see `_DoubtTracking.send_prepared`."""
        if not isinstance(self.connection, _DoubtTracking):
            raise smtplib.SMTPServerDisconnected("The line is not open.")
        self.connection.send_prepared(sender, recipient, content)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the message that just failed may have been accepted all the same."""
        return bool(getattr(self.connection, "is_in_doubt", False))

    def abandon(self) -> None:
        """Drop the connection without a word; it may be broken."""
        if self.connection is not None:
            smtplib.SMTP.close(self.connection)
            self.connection = None
