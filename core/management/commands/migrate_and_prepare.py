"""What a new version needs before it serves: tables, the cache's table."""

import time
from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import OperationalError, connection

TRIES = 30


class Command(BaseCommand):
    help = "Wait for the database, migrate it and make the cache's table. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for number in range(TRIES):
            try:
                connection.ensure_connection()
                break
            except OperationalError:
                if number == TRIES - 1:
                    raise
                time.sleep(1)
        call_command("migrate", interactive=False)
        call_command("createcachetable")
