"""Database, cache table and sample network in one process, which saves starting it three times."""

import gc
from typing import Any

from django.core.management import BaseCommand, call_command


class Command(BaseCommand):
    help = "Prepare everything that `make demo` shows; run again, it keeps the data."
    requires_system_checks = []  # a third of the time of a second start

    def handle(self, *args: Any, **options: Any) -> None:
        gc.set_threshold(50_000)  # migrations leave so much behind that collecting it often is dear
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_demo")
        call_command("demo_walk")
