from typing import Any

from django.core.management import BaseCommand

from newsletters.loading import load_lists


class Command(BaseCommand):
    help = "Make the newsletter's lists (network, courses, youth); run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        count = load_lists()
        if options["verbosity"]:
            self.stdout.write(f"{count} new lists")
