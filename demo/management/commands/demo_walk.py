"""The last step of a prepared learner, so that the running worker issues a first certificate."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.loading import walk_last_step


class Command(BaseCommand):
    help = "Finish a course as a sample learner. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        enrollment = walk_last_step(at=timezone.now())
        if enrollment is None:
            self.stdout.write("There is no prepared learner: load the demo first.")
        else:
            self.stdout.write(f"{enrollment.learner.email} has completed {enrollment.run.course}.")
