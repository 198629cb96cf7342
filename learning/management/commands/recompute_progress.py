"""`recompute_progress`: is every cached percent what the facts say?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from learning.actions import refresh_percent
from learning.models import Enrollment
from learning.refreshing import find_differences


class Command(BaseCommand):
    help = (
        "Computes the progress of every enrollment anew and reports each difference from the "
        "cached percent. There must be none; with --mend the cache is put right."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write the true percent")

    def handle(self, *args: Any, **options: Any) -> None:
        differences = list(find_differences())
        for each in differences:
            words = f"{each.cached_percent} % in the cache, {each.true_percent} % by the facts"
            if each.is_uncompleted:
                words += ", complete but not marked so"
            self.stdout.write(f"Enrollment {each.enrollment_id}: {words}")
            if options["mend"]:
                refresh_percent(enrollment=Enrollment(pk=each.enrollment_id), at=timezone.now())
        checked = Enrollment.objects.count()
        self.stdout.write(f"{checked} enrollments, {len(differences)} differences.")
        if differences and not options["mend"]:
            raise CommandError("Run it again with --mend to write the true percent.")
