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

    @property
    def is_in_doubt(self) -> bool:
        """Whether the message that just failed may have been accepted all the same."""
        return bool(getattr(self.connection, "is_in_doubt", False))

    def abandon(self) -> None:
        """Drop the connection without a word; it may be broken."""
        if self.connection is not None:
            smtplib.SMTP.close(self.connection)
            self.connection = None
