from typing import Any

from django.core.management import BaseCommand

from sdgs.actions import load_sdgs


class Command(BaseCommand):
    help = "Load the 17 goals and 169 targets; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_sdgs()
        if options["verbosity"]:
            self.stdout.write(f"{loaded.goals} goals, {loaded.targets} targets")
