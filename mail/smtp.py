"""Django's SMTP backend, which also knows whether a lost message may have been accepted."""

from __future__ import annotations

import re
import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

TAKEN = {250, 251, 252}  # what a server answers to a recipient whom it takes (RFC 5321, 4.2)
_BREAKS = re.compile(r"[\r\n<>\0]")
_ONE_LINE = re.compile(rb"[2-5]\d\d [^\n]*\r?\n")
Announced = tuple[str, str]
"""Sender and recipient of a message for which the server was asked already."""


class _DoubtTracking(smtplib.SMTP):
    """`is_in_doubt` is true from the server's 354 until its answer to the final dot (RFC 1047)."""

    is_in_doubt = False
    announced: Announced | None = None
    _is_in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._is_in_data = True
        try:
            return super().data(msg)
        finally:
            self._is_in_data = False

    def send_prepared(
        self, sender: str, recipient: str, content: bytes, following: Announced | None = None
    ) -> None:
        """As `sendmail` for one recipient, for content that needs no more encoding.

        Its lines end with CRLF and none begins with a dot. A server that takes commands in a row
        (RFC 2920) gets them so, and is asked for the `following` message behind the final dot of
        this one, which saves a wait. Whoever announced a message sends it next, or leaves the line
        with `abandon`. Raises as `sendmail` does; an address that would end its command is
        refused here.
        """
        if _BREAKS.search(sender + recipient):
            no_address = (553, b"5.1.3 The address holds a line break or a bracket.")
            raise smtplib.SMTPRecipientsRefused({recipient: no_address})
        self.is_in_doubt = False
        announced, self.announced = self.announced, None
        if announced is None:
            replies = self._ask(sender, recipient)
        elif announced == (sender, recipient):
            replies = self._read_answers()
        else:
            self.close()
            raise smtplib.SMTPServerDisconnected("Another message was announced on this line.")
        self._go_on(sender, recipient, replies)
        self._finish(content, following)

    def _ask(self, sender: str, recipient: str) -> list[tuple[int, bytes]]:
        self.ehlo_or_helo_if_needed()
        commands = _commands(sender, recipient)
        if not self.has_extn("pipelining"):
            return self._one_by_one(commands)
        self.send("".join(commands))
        return self._read_answers()

    def _read_answers(self) -> list[tuple[int, bytes]]:
        return [self._read_answer() for _command in range(3)]

    def _read_answer(self) -> tuple[int, bytes]:
        """As `getreply`, which is slow for the one short line that nearly every answer is."""
        if self.file is None:
            return self.getreply()
        start = self.file.peek()
        line = start[: start.find(b"\n") + 1]
        if not _ONE_LINE.match(line):
            return self.getreply()
        self.file.read(len(line))
        return int(line[:3]), line[4:].strip()

    def _one_by_one(self, commands: list[str]) -> list[tuple[int, bytes]]:
        replies = []
        for command in commands:
            self.send(command)
            replies.append(self.getreply())
            if replies[-1][0] >= 400:
                break
        return replies

    def _go_on(self, sender: str, recipient: str, replies: list[tuple[int, bytes]]) -> None:
        """Nothing, where the content may follow; else back to a new start, and an error."""
        (code, reply), *rest = replies
        if code == 250 and rest[0][0] in TAKEN and rest[1][0] == 354:
            return
        if replies[-1][0] == 354:
            # It waits for a content that has no recipient: an empty one, which it refuses.
            self.send(b".\r\n")
            self.getreply()
        self._leave(next((each[0] for each in replies if each[0] >= 400), 0))
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, reply, sender)
        if rest[0][0] not in TAKEN:
            raise smtplib.SMTPRecipientsRefused({recipient: rest[0]})
        raise smtplib.SMTPDataError(*rest[1])

    def _finish(self, content: bytes, following: Announced | None) -> None:
        """Until the answer to the final dot nobody knows (RFC 1047)."""
        end = b".\r\n"
        if following and self.has_extn("pipelining") and not _BREAKS.search("".join(following)):
            self.announced = following
            end += "".join(_commands(*following)).encode("ascii")
        self.is_in_doubt = True
        self.send(content + end)
        code, reply = self._read_answer()
        self.is_in_doubt = False
        if code == 250:
            return
        if code == 421:
            self.announced = None
        if self.announced is None:
            self._leave(code)
        # With an answer to the final dot a server forgets the message, and takes the announced one.
        raise smtplib.SMTPDataError(code, reply)

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


def _commands(sender: str, recipient: str) -> list[str]:
    return [f"MAIL FROM:<{sender}>\r\n", f"RCPT TO:<{recipient}>\r\n", "DATA\r\n"]


class _DoubtTrackingSSL(_DoubtTracking, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class DoubtTrackingBackend(EmailBackend):
    """Give it one message at a time over one open connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _DoubtTrackingSSL if self.use_ssl else _DoubtTracking

    def send_prepared(
        self, sender: str, recipient: str, content: bytes, following: Announced | None = None
    ) -> None:
        """One message over the open connection; see `_DoubtTracking.send_prepared`."""
        if not isinstance(self.connection, _DoubtTracking):
            raise smtplib.SMTPServerDisconnected("The line is not open.")
        self.connection.send_prepared(sender, recipient, content, following)

    @property
    def must_be_abandoned(self) -> bool:
        """Whether a goodbye would be waited for in vain, or read as words of a message."""
        return self.is_in_doubt or bool(getattr(self.connection, "announced", None))

    @property
    def is_in_doubt(self) -> bool:
        """Whether the message that just failed may have been accepted all the same."""
        return bool(getattr(self.connection, "is_in_doubt", False))

    def abandon(self) -> None:
        """Drop the connection without a word; it may be broken."""
        if self.connection is not None:
            smtplib.SMTP.close(self.connection)
            self.connection = None
