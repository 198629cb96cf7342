"""The platform as it runs: web and worker on the demo network, with a broker and a mail server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.servers.broker import RedisServer
from tests.servers.databases import DEMO, PostgresDatabase, SqliteDatabase
from tests.servers.mail import MailServer, free_port
from tests.servers.processes import start_web, start_worker
from tests.waiting import wait_until


@dataclass(frozen=True)
class Site:
    """`url` has no slash at its end; `log` is the folder of what the processes wrote."""

    url: str
    mail: MailServer
    broker_url: str
    log: Path

    def mails_to(self, email: str, subject: str = "") -> list[EmailMessage]:
        """What the mail server holds for this address, the oldest first."""
        return [
            message
            for message in self.mail.messages
            if email in str(message["To"]) and subject in str(message["Subject"])
        ]

    def wait_for_mail(self, email: str, subject: str, seconds: float = 10) -> EmailMessage:
        """The first message to this address with these words in its subject."""
        wait_until(lambda: bool(self.mails_to(email, subject)), seconds)
        return self.mails_to(email, subject)[0]


def link_in(message: EmailMessage, pattern: str) -> str:
    """The address in the plain text of a mail that matches; fails where there is none."""
    body = message.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    found = re.search(rf"https?://\S*{pattern}\S*", text)
    assert found, text
    return found[0]


@contextmanager
def run_site(database: SqliteDatabase | PostgresDatabase, folder: Path) -> Iterator[Site]:
    """Everything started, and stopped again. The database is a copy of the demo network's."""
    database.restore(DEMO)
    shutil.copytree(DEMO.files, folder / "var")
    broker, mail, port = RedisServer(folder), MailServer(), free_port()
    url = f"http://127.0.0.1:{port}"
    env = {
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "DATABASE_URL": database.url,
        "DEMO_DIR": str(folder / "var"),
        "LMS_BROKER_URL": broker.url,
        "LMS_SITE_URL": url,
        "LMS_SMTP_HOST": "127.0.0.1",
        "LMS_SMTP_PORT": str(mail.port),
    }
    with ExitStack() as stack:
        broker.start()
        stack.callback(broker.stop)
        mail.start()
        stack.callback(mail.stop)
        stack.callback(start_worker(env, folder / "worker.log").stop)
        stack.callback(start_web(env, folder / "web.log", port).stop)
        yield Site(url, mail, broker.url, folder)
