"""A real SMTP server on loopback whose answers a test can script."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class MailServer:
    """Keeps what it accepted. `answer(stage, envelope)` may return a reply line such as
    "451 later" for the stages "MAIL", "RCPT" and "DATA", or raise ConnectionAbortedError to drop
    the line; after the message is kept where `keeps_before_dropping` is set.
    """

    port: int = field(default_factory=free_port)
    messages: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[str, Envelope], str | None] = lambda stage, envelope: None
    keeps_before_dropping: bool = False
    takes_commands_in_a_row: bool = False
    _controller: Controller | None = None

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        offers = ["250-PIPELINING"] if self.takes_commands_in_a_row else []
        return [*responses[:-1], *offers, responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        reply = self._reply("MAIL", envelope, server)
        if reply is None or reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        envelope.rcpt_tos.append(address)
        reply = self._reply("RCPT", envelope, server)
        if reply and not reply.startswith("2"):
            envelope.rcpt_tos.pop()
        return reply or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.keeps_before_dropping:
            self._keep(envelope)
        reply = self._reply("DATA", envelope, server)
        if reply is None or reply.startswith("2"):
            if not self.keeps_before_dropping:
                self._keep(envelope)
            return reply or "250 OK"
        return reply

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))

    def _reply(self, stage: str, envelope: Envelope, server: SMTP) -> str | None:
        try:
            return self.answer(stage, envelope)
        except ConnectionAbortedError:
            server.transport.abort()
            return "421 gone"

    def start(self) -> None:
        """Listen; twice does nothing."""
        if self._controller is None:
            self._controller = Controller(
                self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True
            )
            self._controller.start()

    def stop(self) -> None:
        """Refuse connections until `start` is called again. What was kept stays."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
