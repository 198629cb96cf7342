from typing import Any

from django.core.management import BaseCommand

from members.actions import load_members


class Command(BaseCommand):
    help = "Load members, clusters and chapters; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_members()
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.members} members, {loaded.clusters} clusters, {loaded.chapters} chapters"
            )
